/// What the header of a safetensors file says, after every check that the format asks for.
///
/// The file is `u64 length | length bytes of JSON | data`, little-endian. Once a header exists, the
/// ranges of its tensors tile the data exactly, and every size is the product of a shape.
struct SafetensorsHeader: Sendable {
  /// The limit of the safetensors package, in bytes.
  static let maximumLength = 100_000_000

  /// One tensor and where its bytes are in the file.
  struct Entry: Sendable, Hashable {
    let tensor: TensorDescriptor
    let byteRange: Range<Int>
  }

  /// In the natural order of the names.
  let entries: [Entry]
  /// In the order of the file.
  let metadata: [MetadataEntry]

  /// Reads the header at the start of `file`; only the header's own bytes are touched.
  ///
  /// The checks and their order are those of the safetensors package.
  init(of file: RawSpan) throws(HeaderProblem) {
    let dataStart = try Self.dataStart(of: file)
    var contents = HeaderContents()
    do throws(JSONProblem) {
      try contents.read(file.extracting(lengthSize..<dataStart))
    } catch {
      throw Self.headerProblem(error, in: contents)
    }
    entries = try Self.validated(contents.tensors, dataStart: dataStart, fileSize: file.byteCount)
    metadata = contents.metadata
  }

  private static func dataStart(of file: RawSpan) throws(HeaderProblem) -> Int {
    guard file.byteCount >= lengthSize else {
      throw .fileTooShort(size: file.byteCount)
    }
    let length = UInt64(littleEndian: file.unsafeLoadUnaligned(as: UInt64.self))
    guard length <= UInt64(maximumLength) else { throw .tooLong(length: length) }
    guard Int(length) <= file.byteCount - lengthSize else {
      throw .truncated(length: Int(length), fileSize: file.byteCount)
    }
    return lengthSize + Int(length)
  }

  private static func headerProblem(
    _ problem: JSONProblem, in contents: HeaderContents
  ) -> HeaderProblem {
    let offset = lengthSize + problem.offset
    guard let tensor = contents.currentTensor else {
      return .invalidJSON(offset: offset, reason: problem.reason)
    }
    return .invalidEntry(tensor: tensor, offset: offset, reason: problem.reason)
  }

  private static func validated(
    _ tensors: [RawTensor], dataStart: Int, fileSize: Int
  ) throws(HeaderProblem) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(tensors.count)
    var expected: UInt64 = 0
    for tensor in tensors.sortedByOffset() {
      let size = try tensor.validatedSize(startingAt: expected)
      expected += size
      guard expected <= UInt64(fileSize - dataStart) else { break }
      let begin = dataStart + Int(tensor.begin)
      entries.append(
        Entry(tensor: try tensor.descriptor(), byteRange: begin..<begin + Int(size)))
    }
    guard expected == UInt64(fileSize - dataStart) else {
      throw .wrongFileSize(size: fileSize, expected: UInt64(dataStart) + expected)
    }
    return entries.sortedNaturally(by: \.tensor.name)
  }
}

/// Bytes of the length in front of the header.
private let lengthSize = 8
