import NumericFormats
import TestSupport
import Testing

@testable import Quantization

/// Every product kernel against the definition, Σ ŵ · x in float64.
@Suite struct ProductMatrixTests {
  static let schemes = [
    "afpq4", "fp4", "nf4", "afpq-nf4", "int4", "int4-sym", "int4:two-scale:g128", "fp4-zp",
    "nf4:affine:g64", "afpq4-e3m0", "fp4-e1m2", "fp4-bnb:symmetric:g128", "afpq4:f32", "fp4:bf16",
    "mxfp4", "amxfp4", "nvfp4", "afpq4:e5m2", "afpq3", "fp3", "nf3", "int3", "int3-sym", "int2",
    "int2-sym", "afpq4:g16", "afpq4:g32", "afpq3:g64", "int4:g32", "int3:g16", "afpq4:g256",
    "afpq4:channel", "afpq3:tensor", "int4:tensor", "afpq4:g48", "fp4:g96", "int4:g192",
    // What only the plain loop multiplies.
    "afpq4:g17", "int5", "fp8", "afpq4:g8",
  ]

  /// Around the width of vectors, blocks and strips.
  static let shapes = [
    (1, 1), (3, 15), (4, 16), (5, 17), (2, 127), (4, 128), (9, 129), (1, 255), (6, 300), (8, 1024),
  ].map { MatrixShape(rows: $0, columns: $1) }

  struct Case {
    let tensor: QuantizedTensor
    let vector: [Float]

    init(_ spelling: String, _ shape: MatrixShape, seed: UInt64 = 5) throws {
      var generator = SeededGenerator(seed: seed)
      let weights = generator.weights(shape.count)
      let quantizer = try Quantizer(try QuantizationScheme(parsing: spelling))
      tensor = try quantizer.quantize(weights.span, shape: shape)
      vector = (0..<shape.columns).map { _ in Float.random(in: -2...2, using: &generator) }
    }

    func products(
      _ kernels: ProductKernels, _ format: ActivationFormat, rows: Range<Int>? = nil
    ) throws -> [Float] {
      let matrix = ProductMatrix(tensor, kernels: kernels)
      let prepared = try matrix.vector(vector.span, as: format)
      var products = [Float](repeating: .nan, count: rows?.count ?? tensor.shape.rows)
      var destination = products.mutableSpan
      matrix.multiply(prepared, rows: rows, into: &destination)
      return products
    }

    /// How far a product of a row may lie from the definition.
    func tolerance(row: Int, _ values: [Float]) -> Double {
      let weights = tensor.dequantized()
      let columns = tensor.shape.columns
      let magnitudes = (0..<columns).map { column in
        let group = min(column / tensor.layout.groupSize, tensor.layout.groupsPerRow - 1)
        let parameters = tensor.effectiveParameters(row: row, group: group)
        let zero = Double(parameters.zeroPoint) * Double(parameters.positiveScale)
        let shift = max(zero, Double(parameters.offset.magnitude))
        let weight = Double(weights[row * columns + column].magnitude)
        return (weight + 2 * shift) * Double(values[column].magnitude)
      }
      return Double(columns / 16 + 32) * 0x1p-24 * magnitudes.reduce(0, +)
    }
  }

  @Test(arguments: schemes)
  func everyKernelMultipliesWhatTheDefinitionDoes(spelling: String) throws {
    for shape in Self.shapes {
      let example = try Case(spelling, shape)
      let matrix = ProductMatrix(example.tensor)
      for format in ActivationFormat.allCases {
        guard let prepared = try? matrix.vector(example.vector.span, as: format) else { continue }
        let expected = try example.products(.reference, format)
        for kernels in ProductKernels.available.dropFirst() {
          let found = try example.products(kernels, format)
          for row in 0..<shape.rows {
            let distance = (Double(found[row]) - Double(expected[row])).magnitude
            let limit = example.tolerance(row: row, prepared.values)
            #expect(
              distance <= limit, "\(spelling) \(shape) \(format) \(kernels.name) row \(row)")
          }
        }
      }
    }
  }

  @Test(arguments: ["afpq4", "int4", "nf3", "mxfp4", "int5"])
  func theDefinitionIsTheSumOverRestoredWeights(spelling: String) throws {
    let example = try Case(spelling, MatrixShape(rows: 5, columns: 200))
    let weights = example.tensor.dequantized()
    let expected = (0..<5).map { row in
      Float(
        zip(weights[row * 200..<(row + 1) * 200], example.vector)
          .reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
    }
    let found = try example.products(.reference, .float32)
    #expect(found == expected)
  }

  /// Scales are powers of two and activations whole numbers, so every sum is exact in any order.
  @Test(arguments: ["mxfp4", "amxfp4:pot", "afpq4:e8m0", "int4-sym:e8m0", "afpq3:g64:e8m0"])
  func sumsOfStepsAreExact(spelling: String) throws {
    let shape = MatrixShape(rows: 7, columns: 300)
    var example = try Case(spelling, shape)
    var generator = SeededGenerator(seed: 21)
    var vector = (0..<300).map { _ in Float(Int.random(in: -127...127, using: &generator)) }
    // With 127 in every group the scale of the activations is 1.
    for index in stride(from: 0, to: 300, by: 16) { vector[index] = 127 }
    example = Case(example.tensor, vector)
    let expected = try example.products(.reference, .float32)
    for kernels in ProductKernels.available {
      for format in ActivationFormat.allCases {
        let found = try example.products(kernels, format)
        #expect(found == expected, "\(kernels.name) \(format.rawValue)")
      }
    }
  }

  @Test func rowsCanBeMultipliedInParts() throws {
    let example = try Case("afpq4", MatrixShape(rows: 11, columns: 300))
    for format in ActivationFormat.allCases {
      let whole = try example.products(.best, format)
      var parts: [Float] = []
      for rows in [0..<1, 1..<10, 10..<10, 10..<11] {
        parts += try example.products(.best, format, rows: rows)
      }
      #expect(parts == whole)
    }
  }

  @Test func packedTensorsMultiplyAsTheirMatrixDoes() throws {
    let example = try Case("afpq4", MatrixShape(rows: 6, columns: 140))
    for format in ActivationFormat.allCases {
      let products = try example.tensor.packed().product(
        with: example.vector.span, activations: format)
      let expected = try example.products(.best, format)
      #expect(products == expected)
    }
    let packed = example.tensor.packed()
    #expect(throws: QuantizationError.shapeMismatch(shape: [140], count: 3)) {
      try packed.product(with: example.vector.span.extracting(0..<3))
    }
  }

  @Test func int8ActivationsNeedWholeSteps() throws {
    let example = try Case("nf4", MatrixShape(rows: 4, columns: 128))
    let error = #expect(throws: QuantizationError.self) {
      try example.tensor.packed().product(with: example.vector.span, activations: .int8)
    }
    let message = try #require(error).description
    #expect(message.contains("nf4"))
  }

  @Test func aMatrixReadsLittleMoreThanItStores() throws {
    let shape = MatrixShape(rows: 8, columns: 1024)
    for spelling in ["afpq4", "fp4", "afpq3", "int2-sym", "fp4:f32"] {
      let tensor = try Case(spelling, shape).tensor
      let stored = tensor.scheme.storedByteCount(for: shape)
      #expect(ProductMatrix(tensor).byteCount == stored, "\(spelling)")
    }
  }

  @Test func theBestTableIsTheLastOfTheAvailable() {
    #expect(ProductKernels.available.first?.name == ProductKernels.reference.name)
    #expect(ProductKernels.available.last?.name == ProductKernels.best.name)
    #expect(ProductKernels.available.count >= 2)
  }
}

extension ProductMatrixTests.Case {
  fileprivate init(_ tensor: QuantizedTensor, _ vector: [Float]) {
    self.tensor = tensor
    self.vector = vector
  }
}
