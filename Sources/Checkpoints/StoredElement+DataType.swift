public import NumericFormats

extension StoredElement {
  /// - Returns: `nil` for a dtype that loops do not read as it is.
  public init?(_ dataType: DataType) {
    switch dataType {
    case .f32: self = .float32
    case .f16: self = .float16
    case .bf16: self = .bfloat16
    case .f8e4m3: self = .e4m3
    case .f8e5m2: self = .e5m2
    case .bool, .f4, .f6e2m3, .f6e3m2, .u8, .i8, .f8e8m0, .f8e4m3fnuz, .f8e5m2fnuz, .i16, .u16,
      .i32, .u32, .c64, .f64, .i64, .u64:
      return nil
    }
  }
}
