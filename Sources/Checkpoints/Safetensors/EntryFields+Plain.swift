extension JSONScanner {
  /// Reads a tensor's entry where it is written as nearly every file writes it:
  /// `{"dtype":"BF16","shape":[4096,4096],"data_offsets":[0,33554432]}`.
  ///
  /// A model can have hundreds of thousands of entries, and comparing bytes costs a fraction of
  /// what the keys and values of any JSON do.
  ///
  /// - Returns: `nil` for every other entry, right or wrong; then nothing is consumed.
  mutating func plainEntry() -> EntryFields? {
    var end = position
    guard skip("{\"dtype\":\"", from: &end), let dataType = plainDataType(from: &end),
      skip("\",\"shape\":[", from: &end), let shape = plainShape(from: &end),
      skip(",\"data_offsets\":[", from: &end), let first = plainNumber(from: &end),
      skip(",", from: &end), let last = plainNumber(from: &end),
      skip("]}", from: &end)
    else { return nil }
    position = end
    return EntryFields(
      dataType: dataType, shape: shape,
      offsets: DataOffsets(begin: UInt64(first), end: UInt64(last)))
  }

  /// The zero byte behind the text ends every comparison, so none reaches beyond it.
  private func skip(_ text: StaticString, from index: inout Int) -> Bool {
    let count = text.utf8CodeUnitCount
    for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
    index += count
    return true
  }

  private func plainDataType(from index: inout Int) -> DataType? {
    var name: UInt64 = 0
    let limit = index + 8
    while index < limit, bytes[index] > 0x22 {
      name = name << 8 | UInt64(bytes[index])
      index += 1
    }
    return plainDataTypes.first { $0.name == name }?.dataType
  }

  /// The dimensions and the bracket behind them.
  private func plainShape(from index: inout Int) -> [Int]? {
    var shape: [Int] = []
    if skip("]", from: &index) { return shape }
    shape.reserveCapacity(4)
    repeat {
      guard shape.count < 8, let dimension = plainNumber(from: &index) else { return nil }
      shape.append(dimension)
    } while skip(",", from: &index)
    return skip("]", from: &index) ? shape : nil
  }

  /// Up to 18 digits, which fit into 63 bits, without superfluous zeros.
  private func plainNumber(from index: inout Int) -> Int? {
    let start = index
    var value = 0
    while bytes[index] &- 0x30 < 10, index < start + 18 {
      value = value &* 10 &+ Int(bytes[index] & 0x0F)
      index += 1
    }
    let count = index - start
    guard count > 0, count == 1 || bytes[start] != 0x30 else { return nil }
    return value
  }
}

/// The dtypes whose names have up to eight bytes, with these bytes as one number.
private let plainDataTypes = DataType.allCases.filter { $0.name.utf8.count <= 8 }.map {
  (name: $0.name.utf8.reduce(0) { $0 << 8 | UInt64($1) }, dataType: $0)
}
