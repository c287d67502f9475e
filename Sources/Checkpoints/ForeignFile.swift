/// What a file that is not safetensors looks like, by its first bytes.
enum ForeignFile: Sendable, Hashable, CaseIterable {
  case gguf, zip, pickle, numpy, hdf5, gzip, gitLFSPointer, html, json, text

  /// - Returns: `nil` when the bytes resemble nothing known, or a broken safetensors file.
  init?(_ bytes: RawSpan) {
    let start = bytes.extracting(first: 512).withUnsafeBytes { Array($0) }
    if start.dropFirst(5).starts(with: [0, 0, 0, UInt8(ascii: "{")]) { return nil }
    let isText = !start.isEmpty && start.allSatisfy(isTextual)
    let match = Self.allCases.first { kind in
      kind.signatures.contains { start.starts(with: $0) }
    }
    if let match {
      self = match
    } else if isText {
      self = start.first == UInt8(ascii: "{") ? .json : .text
    } else {
      return nil
    }
  }

  private var signatures: [[UInt8]] {
    switch self {
    case .gguf: [Array("GGUF".utf8)]
    case .zip: [Array("PK\u{3}\u{4}".utf8)]
    // The opcode PROTO and the version of the protocol.
    case .pickle: (2...5).map { [0x80, $0] }
    case .numpy: [[0x93] + Array("NUMPY".utf8)]
    case .hdf5: [[0x89] + Array("HDF\r\n".utf8)]
    case .gzip: [[0x1F, 0x8B]]
    case .gitLFSPointer: [Array("version https://git-lfs".utf8)]
    case .html: ["<!DOCTYPE", "<!doctype", "<html"].map { Array($0.utf8) }
    case .json, .text: []
    }
  }

  /// The kind with its article, and what to do about it where that is plain.
  var description: String {
    switch self {
    case .gguf: "a GGUF file"
    case .zip: "a zip archive, perhaps a PyTorch checkpoint: convert it to safetensors"
    case .pickle: "a Python pickle, which is never loaded: convert it to safetensors"
    case .numpy: "a NumPy array"
    case .hdf5: "an HDF5 file"
    case .gzip: "a gzip archive"
    case .gitLFSPointer: "a Git LFS pointer instead of the file itself: run git lfs pull"
    case .html: "a web page, perhaps a failed download"
    case .json: "JSON text"
    case .text: "a text file"
    }
  }
}

/// Printable ASCII, white space, or a part of a longer UTF-8 sequence.
private func isTextual(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte != 0x7F || (0x09...0x0D).contains(byte)
}
