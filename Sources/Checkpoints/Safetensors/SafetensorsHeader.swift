/// What the header of a safetensors file says, after every check that the format asks for.
///
/// The file is `u64 length | length bytes of JSON | data`, little-endian. Once a header exists, the
/// ranges of its tensors tile the data exactly, and every size is the product of a shape.
struct SafetensorsHeader: Sendable {
  /// The limit of the safetensors package, in bytes.
  static let maximumLength = 100_000_000

  /// In the natural order of the names.
  let tensors: [TensorDescriptor]
  /// Where the bytes of the tensor at the same index are in the file.
  let byteRanges: [Range<Int>]
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
    metadata = contents.metadata
    (tensors, byteRanges) = try Self.validated(
      contents, dataStart: dataStart, fileSize: file.byteCount)
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

  /// A header is large, and most are in order: then the tensors that were read are the result.
  private static func validated(
    _ contents: HeaderContents, dataStart: Int, fileSize: Int
  ) throws(HeaderProblem) -> (tensors: [TensorDescriptor], byteRanges: [Range<Int>]) {
    var (tensors, offsets) = (contents.tensors, contents.offsets)
    if let order = offsets.order {
      (tensors, offsets) = (order.map { tensors[$0] }, order.map { offsets[$0] })
    }
    let byteRanges = try byteRanges(
      of: tensors, at: offsets, dataStart: dataStart, fileSize: fileSize)
    guard let order = tensors.naturalOrder(by: \.name) else { return (tensors, byteRanges) }
    return (order.map { tensors[$0] }, order.map { byteRanges[$0] })
  }

  private static func byteRanges(
    of tensors: [TensorDescriptor], at offsets: [DataOffsets], dataStart: Int, fileSize: Int
  ) throws(HeaderProblem) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(tensors.count)
    var expected: UInt64 = 0
    for index in tensors.indices {
      let size = try tensors[index].validatedSize(at: offsets[index], startingAt: expected)
      let begin = expected
      expected += size
      guard expected <= UInt64(fileSize - dataStart) else { break }
      try tensors[index].checkDimensions()
      ranges.append(dataStart + Int(begin)..<dataStart + Int(expected))
    }
    guard expected == UInt64(fileSize - dataStart) else {
      throw .wrongFileSize(size: fileSize, expected: UInt64(dataStart) + expected)
    }
    return ranges
  }
}

/// Bytes of the length in front of the header.
private let lengthSize = 8
