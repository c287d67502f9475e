import NumericFormats
import Quantization
import TestSupport
import Testing

@testable import Analysis

@Suite struct WeightTraceTests {
  static let spellings = [
    "afpq4:g32", "fp4:g32", "int4:g32", "int3-sym:g32", "nf4:g32", "afpq-nf3:g32", "fp5-zp:g32",
    "mxfp4", "nvfp4", "amxfp4", "afpq6:channel", "int4:tensor", "afpq4:g32:mse",
  ]

  private let shape = [5, 70]
  private let weights: [Float] = {
    var generator = SeededGenerator(seed: 11)
    return generator.weights(350)
  }()

  private func traces(_ scheme: QuantizationScheme) async throws -> [WeightTrace] {
    let analyzer = TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: shape), threads: 1)
    var traces: [WeightTrace] = []
    for index in weights.indices {
      let request = TraceRequest(
        tensor: "w", row: index / 70, column: index % 70, scheme: scheme)
      traces.append(try await analyzer.trace(request))
    }
    return traces
  }

  @Test(arguments: spellings) func codesAndRestoredWeightsAreThoseOfTheWholeTensor(
    _ spelling: String
  ) async throws {
    let scheme = try QuantizationScheme(parsing: spelling)
    let whole = try Quantizer(scheme).quantize(weights.span, shape: MatrixShape(shape))
    let traces = try await traces(scheme)
    #expect(traces.map(\.code) == whole.codes)
    #expect(traces.map(\.restored) == whole.dequantized())
    #expect(traces.map(\.stored) == weights)
    let packed = whole.packed().codes
    for trace in traces {
      let start = trace.rowByteOffset
      #expect(trace.rowBytes == Array(packed[start..<start + trace.rowBytes.count]))
    }
  }

  @Test(arguments: spellings) func theHighlightedBitsAreTheCode(_ spelling: String) async throws {
    for trace in try await traces(QuantizationScheme(parsing: spelling)) {
      let bits = trace.bits.map { Int(trace.rowBytes[$0 / 8] >> UInt8($0 % 8)) & 1 }
      #expect(bits.reversed().reduce(0) { $0 << 1 | $1 } == Int(trace.code))
    }
  }

  @Test(arguments: spellings) func theChosenNeighborIsOnTheSideOfTheThreshold(
    _ spelling: String
  ) async throws {
    for trace in try await traces(QuantizationScheme(parsing: spelling)) {
      let context = "w[\(trace.request.row), \(trace.request.column)] \(trace.quotient)"
      try #require(!trace.neighbors.isEmpty, "\(context)")
      guard let threshold = trace.threshold else {
        #expect(trace.neighbors.map(\.code) == [trace.code], "\(context)")
        continue
      }
      let (lower, upper) = (trace.neighbors[0], trace.neighbors[1])
      #expect((lower.value...upper.value).contains(trace.quotient), "\(context)")
      #expect((lower.value...upper.value).contains(threshold), "\(context)")
      if trace.quotient != threshold {
        #expect(
          trace.code == (trace.quotient < threshold ? lower : upper).code, "\(context)")
      }
    }
  }

  @Test func aMissingScaleQuantizesToZero() async throws {
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint([0, 0, 0, 0], shape: [1, 4]), threads: 1)
    let scheme = try QuantizationScheme(parsing: "afpq4:g4")
    let trace = try await analyzer.trace(
      TraceRequest(tensor: "w", row: 0, column: 2, scheme: scheme))
    #expect(trace.quotient == 0)
    #expect(trace.restored == 0)
  }

  @Test func aWeightThatIsNoNumberSaysSo() async throws {
    let analyzer = TensorAnalyzer(
      checkpoint: MemoryCheckpoint([1, .nan, 2, 3], shape: [2, 2]), threads: 1)
    let scheme = try QuantizationScheme(parsing: "fp4:g4")
    let trace = try await analyzer.trace(
      TraceRequest(tensor: "w", row: 0, column: 1, scheme: scheme))
    #expect(trace.stored.isNaN)
    #expect(trace.weight == 0)
  }

  @Test func aPlaceOutsideIsBroughtInside() async throws {
    let analyzer = TensorAnalyzer(checkpoint: MemoryCheckpoint(weights, shape: shape), threads: 1)
    let scheme = try QuantizationScheme(parsing: "fp4:g32")
    let trace = try await analyzer.trace(
      TraceRequest(tensor: "w", row: 99, column: 999, scheme: scheme))
    #expect((trace.request.row, trace.request.column) == (4, 69))
  }
}
