public import Checkpoints
public import Quantization

/// The loops that are timed, by the names that programs know.
public enum BenchmarkLoop: String, Sendable, Hashable, CaseIterable {
  /// The largest weight of each sign, of every group.
  case extents
  /// Scales, codes and the squared error of a scheme, nothing kept.
  case encodeError = "encode_error"
  /// Scales and codes, packed to bytes.
  case encodePack = "encode_pack"
  /// Packed bytes to float32 weights.
  case dequantize
  /// All error metrics of a scheme whose extents are chosen by least squared error.
  case clippingSearch = "clipping_search"
  /// The product of float16 weights with a float32 vector.
  case productF16 = "product_f16"
  /// The product of packed weights with a float32 vector.
  case productPackedF32 = "product_packed_f32"
  /// The product of packed weights with a vector that is rounded to int8.
  case productPackedI8 = "product_packed_i8"
  /// Moments, sides and group statistics.
  case scanMoments = "scan_moments"
  /// The same, quantiles and a histogram of the whole tensor.
  case scanFull = "scan_full"
}

/// What one machine does in one run: how fast its memory is, and how fast every loop.
public struct BenchmarkReport: Sendable, Hashable {
  public var shape: MatrixShape
  public var scheme: QuantizationScheme
  /// The most threads that were used.
  public var threads: Int
  /// The names of the fastest loops that the machine can run.
  public var kernels: String
  public var productKernels: String
  /// With 1 thread, and with all.
  public var memory: [MemorySpeed]
  public var rows: [LoopSpeed]
  public var ratios: Ratios
  /// How other grids compare with that of the scheme.
  public var grids: [GridTime]

  /// What the memory gives to some threads.
  public struct MemorySpeed: Sendable, Hashable {
    public var threads: Int
    /// Bytes a second that are read.
    public var read: Double
    /// Bytes a second that are copied, each counted once: as many are read and as many written.
    public var copy: Double
  }

  /// The speed of one loop.
  public struct LoopSpeed: Sendable, Hashable {
    public var loop: BenchmarkLoop
    /// `nil` where the loop knows no scheme.
    public var scheme: QuantizationScheme?
    /// What the weights are read from or restored to; for packed products what the vector holds.
    public var dataType: DataType
    public var threads: Int
    public var weightsPerSecond: Double
    /// The bytes that the loop cannot do without: weights, codes and scales, each read or written
    /// once.
    public var bytesPerSecond: Double
    /// `bytesPerSecond` over what the memory gives to as many threads.
    public var shareOfReadBandwidth: Double?
  }

  /// Encoding with another grid, all threads and float32 weights.
  public struct GridTime: Sendable, Hashable {
    public var scheme: QuantizationScheme
    /// The time that it takes over that of the scheme that is benchmarked.
    public var overScheme: Double
  }

  /// Loops against each other with all threads, run in turn; `nil` where one of them does not apply
  /// to the scheme.
  public struct Ratios: Sendable, Hashable {
    /// Time of the product with two scales over that with one, float32 activations.
    public var twoScaleOverOne: Double?
    /// How many times as fast as the float16 product the packed one is, float32 activations.
    public var fusedF32OverF16: Double?
    /// The same with int8 activations.
    public var fusedI8OverF16: Double?
    /// Time of comparing nine schemes at once over that of one.
    public var nineSchemesOverOne: Double?
  }
}
