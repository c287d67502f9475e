/// The fields of one tensor's entry, as far as they have been read.
struct EntryFields {
  /// Dimensions of a shape. Nothing that computes with tensors takes more than 64; a header of the
  /// largest size could claim fifty million, and every text about the tensor would repeat them.
  private static let maximumRank = 1024

  private(set) var dataType: DataType?
  /// Unsigned numbers by their bits, so that the shape of nearly every tensor is this very array.
  private(set) var shape: [Int]?
  private(set) var offsets: DataOffsets?

  init(dataType: DataType?, shape: [Int]?, offsets: DataOffsets?) {
    (self.dataType, self.shape, self.offsets) = (dataType, shape, offsets)
  }

  init(from scanner: inout JSONScanner) throws(JSONProblem) {
    scanner.skipWhitespace()
    if let plain = scanner.plainEntry() {
      self = plain
    } else if scanner.next == 0x5B {
      try readArray(from: &scanner)
    } else {
      try readObject(from: &scanner)
    }
  }

  private mutating func readObject(from scanner: inout JSONScanner) throws(JSONProblem) {
    try scanner.object { (scanner, key) throws(JSONProblem) in
      switch key {
      case "dtype": dataType = try Self.readDataType(from: &scanner)
      case "shape": shape = try Self.readNumbers(from: &scanner)
      case "data_offsets": offsets = try Self.readOffsets(from: &scanner)
      default: try scanner.skipValue()
      }
    }
  }

  /// The fields without their names, in the order of the package's struct.
  private mutating func readArray(from scanner: inout JSONScanner) throws(JSONProblem) {
    var index = 0
    try scanner.array { (scanner) throws(JSONProblem) in
      switch index {
      case 0: dataType = try Self.readDataType(from: &scanner)
      case 1: shape = try Self.readNumbers(from: &scanner)
      case 2: offsets = try Self.readOffsets(from: &scanner)
      default: throw scanner.problem("an entry has three fields")
      }
      index += 1
    }
  }

  private static func readDataType(
    from scanner: inout JSONScanner
  ) throws(JSONProblem) -> DataType {
    scanner.skipWhitespace()
    let offset = scanner.position
    let name = scanner.next == 0x7B ? try readVariant(from: &scanner) : try scanner.string()
    // The length is checked first, because comparing strings is quadratic in the worst case.
    guard name.utf8.count < 16, let dataType = DataType(rawValue: name) else {
      throw JSONProblem(offset: offset, reason: "unknown dtype \"\(name)\"")
    }
    return dataType
  }

  /// A dtype in the long form of an enum: `{"F32": null}`.
  private static func readVariant(from scanner: inout JSONScanner) throws(JSONProblem) -> String {
    var names: [String] = []
    try scanner.object { (scanner, key) throws(JSONProblem) in
      names.append(key.text)
      guard try scanner.consumeNull() else { throw scanner.problem("expected null") }
    }
    guard let name = names.first, names.count == 1 else { throw scanner.problem("no dtype") }
    return name
  }

  private static func readNumbers(
    from scanner: inout JSONScanner
  ) throws(JSONProblem) -> [Int] {
    var numbers: [Int] = []
    try scanner.array { (scanner) throws(JSONProblem) in
      guard numbers.count < Self.maximumRank else {
        throw scanner.problem("more than \(Self.maximumRank) dimensions")
      }
      numbers.append(Int(truncatingIfNeeded: try scanner.unsignedInteger()))
    }
    return numbers
  }

  private static func readOffsets(
    from scanner: inout JSONScanner
  ) throws(JSONProblem) -> DataOffsets {
    var offsets = DataOffsets(begin: 0, end: 0)
    var count = 0
    try scanner.array { (scanner) throws(JSONProblem) in
      offsets = DataOffsets(begin: offsets.end, end: try scanner.unsignedInteger())
      count += 1
    }
    guard count == 2 else { throw scanner.problem("data_offsets are not two numbers") }
    return offsets
  }
}
