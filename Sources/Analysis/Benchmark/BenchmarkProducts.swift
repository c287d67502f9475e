import Checkpoints
import Quantization

/// The products of a benchmark: packed weights with one and with two scales, and float16 weights.
struct BenchmarkProducts: Sendable {
  private let input: BenchmarkInput
  private let float16: Float16Matrix
  private let matrices: [ProductMatrix]

  /// - Throws: `AnalysisError.quantization` where the scheme does not apply to the weights.
  init(_ input: BenchmarkInput) throws(AnalysisError) {
    self.input = input
    float16 = Float16Matrix(input.weights.span, shape: input.shape)
    let scheme = input.scheme
    let rivals = [scheme.with(.twoScale), scheme.with(.symmetric)].compactMap(\.self)
    var matrices: [ProductMatrix] = []
    for rival in [scheme] + rivals.filter({ $0 != scheme }) {
      matrices.append(ProductMatrix(try input.quantized(rival)))
    }
    self.matrices = matrices
  }

  /// Every product, the float16 one first. Int8 activations are left out where the elements of the
  /// scheme do not allow them.
  func cases(_ threads: Int) -> [BenchmarkCase] {
    let packed = [ActivationFormat.float32, .int8].flatMap { format in
      matrices.compactMap { matrix in
        (try? matrix.vector(input.vector.span, as: format)).map { vector in
          packedProduct(matrix, vector, threads)
        }
      }
    }
    return [float16Product(threads)] + packed
  }

  private func float16Product(_ threads: Int) -> BenchmarkCase {
    let products = WorkingMemory.shares(of: input.shape, columns: 1, threads: threads)
    return BenchmarkCase(
      subject: .loop(.productF16), dataType: .f16, threads: threads, count: input.shape.count,
      byteCount: float16.byteCount
    ) { [self] () throws(AnalysisError) in
      try await input.inShares(threads: threads) { thread, rows in
        products[thread].write { products in
          var destination = products.mutableSpan
          float16.multiply(input.vector.span, rows: rows, into: &destination)
        }
      }
    }
  }

  private func packedProduct(
    _ matrix: ProductMatrix, _ vector: ProductVector, _ threads: Int
  ) -> BenchmarkCase {
    let products = WorkingMemory.shares(of: input.shape, columns: 1, threads: threads)
    let isInt8 = vector.format == .int8
    return BenchmarkCase(
      subject: .loop(isInt8 ? .productPackedI8 : .productPackedF32), scheme: matrix.scheme,
      dataType: isInt8 ? .i8 : .f32, threads: threads, count: input.shape.count,
      byteCount: matrix.byteCount
    ) { [input] () throws(AnalysisError) in
      try await input.inShares(threads: threads) { thread, rows in
        products[thread].write { products in
          var destination = products.mutableSpan
          matrix.multiply(vector, rows: rows, into: &destination)
        }
      }
    }
  }
}
