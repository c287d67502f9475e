/// The JSON of a safetensors header as it is written: checked as JSON, not yet against the file.
///
/// It takes what the safetensors package takes, also where that is an accident of its parser: an
/// entry as an array of its three fields, and a dtype as `{"F32": null}`. It is stricter with
/// shapes, which have 1024 dimensions at most, and with names: one that is canonically equivalent
/// to another, or holds a run of combining characters longer than any language needs, could not be
/// told apart, or only in quadratic time, by anybody who compares strings.
struct HeaderContents {
  /// In the order of the file. Their shapes are unsigned numbers by their bits until they have been
  /// checked.
  private(set) var tensors: [TensorDescriptor] = []
  /// Of the tensor at the same index.
  private(set) var offsets: [DataOffsets] = []
  private(set) var metadata: [MetadataEntry] = []
  /// The tensor whose entry is being read, for the error message.
  private(set) var currentTensor: String?
  /// Whether a name is not ASCII, so that Unicode may call it equivalent to another.
  private var hasForeignNames = false

  /// Bytes of a name and its entry, to make room at once; few models have shorter ones.
  private static let usualEntrySize = 100

  mutating func read(_ text: RawSpan) throws(JSONProblem) {
    var scanner = try JSONScanner(text)
    tensors.reserveCapacity(text.byteCount / Self.usualEntrySize)
    offsets.reserveCapacity(text.byteCount / Self.usualEntrySize)
    try scanner.object { (scanner, name) throws(JSONProblem) in
      if name == "__metadata__" {
        try readMetadata(from: &scanner)
      } else {
        try readTensor(named: name.text, from: &scanner)
      }
    }
    try scanner.expectEnd()
    if hasForeignNames { try checkEquivalence() }
  }

  private mutating func readMetadata(from scanner: inout JSONScanner) throws(JSONProblem) {
    if try scanner.consumeNull() { return }
    try scanner.object { (scanner, key) throws(JSONProblem) in
      metadata.append(MetadataEntry(key: key.text, value: try scanner.string()))
    }
  }

  private mutating func readTensor(
    named name: String, from scanner: inout JSONScanner
  ) throws(JSONProblem) {
    if !name.isASCII {
      guard name.isStreamSafe else {
        throw scanner.problem("a name with more than 30 combining characters in a row")
      }
      hasForeignNames = true
    }
    currentTensor = name
    let fields = try EntryFields(from: &scanner)
    guard let dataType = fields.dataType else { throw scanner.problem("no dtype") }
    guard let shape = fields.shape else { throw scanner.problem("no shape") }
    guard let offsets = fields.offsets else { throw scanner.problem("no data_offsets") }
    tensors.append(TensorDescriptor(name: name, dataType: dataType, shape: shape))
    self.offsets.append(offsets)
    currentTensor = nil
  }

  private mutating func checkEquivalence() throws(JSONProblem) {
    var names: Set<String> = []
    for tensor in tensors where !names.insert(tensor.name).inserted {
      currentTensor = tensor.name
      throw JSONProblem(offset: 0, reason: "another name is equivalent to this in Unicode")
    }
  }
}

extension String {
  /// Strings know it of themselves where they were made of nothing else.
  fileprivate var isASCII: Bool {
    utf8Span.isKnownASCII || utf8.allSatisfy { $0 < 0x80 }
  }

  /// Whether no run of combining characters is longer than 30, the limit of Unicode's stream-safe
  /// text format (UAX #15, section 13). Beyond it normalization takes quadratic time.
  fileprivate var isStreamSafe: Bool {
    var run = 0
    for scalar in unicodeScalars {
      run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
      if run > 30 { return false }
    }
    return true
  }
}
