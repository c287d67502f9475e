public import Checkpoints

/// Which tensors of a model take part, and why the others do not.
///
/// By default these are the floating-point tensors of two or more dimensions, except embeddings,
/// norms and the output head. An exact name overrides every rule but that of the type; a pattern
/// overrides the rule of names.
public struct TensorSelection: Sendable, Hashable {
  /// Patterns one of which a name must match; empty for all.
  public var included: [GlobPattern]
  /// Patterns none of which a name may match.
  public var excluded: [GlobPattern]

  public init(included: [GlobPattern] = [], excluded: [GlobPattern] = []) {
    self.included = included
    self.excluded = excluded
  }

  /// Why a tensor does not take part.
  public enum Omission: Sendable, Hashable {
    case notFloatingPoint(DataType)
    case noElements
    case fewerThanTwoDimensions
    /// An embedding, a norm or the output head: the part of the name that says so.
    case leftAlone(String)
    case notSelected
  }

  /// Why quantization leaves `tensor` out; `nil` where it takes part.
  public func omission(of tensor: TensorDescriptor) -> Omission? {
    if let omission = listOmission(of: tensor) { return omission }
    if !tensor.dataType.isFloatingPoint { return .notFloatingPoint(tensor.dataType) }
    if tensor.count == 0 { return .noElements }
    if isNamedExactly(tensor) { return nil }
    if tensor.shape.count < 2 { return .fewerThanTwoDimensions }
    if included.isEmpty, let part = Self.leftAlonePart(of: tensor.name) { return .leftAlone(part) }
    return nil
  }

  /// Why a listing leaves `tensor` out: only what was asked for decides.
  public func listOmission(of tensor: TensorDescriptor) -> Omission? {
    if excluded.contains(where: { $0.matches(tensor.name) }) { return .notSelected }
    let isIncluded = included.isEmpty || included.contains { $0.matches(tensor.name) }
    return isIncluded ? nil : .notSelected
  }

  private func isNamedExactly(_ tensor: TensorDescriptor) -> Bool {
    included.contains { $0.text == tensor.name }
  }

  /// One pass over the bytes of the name: a model can have hundreds of thousands.
  private static func leftAlonePart(of name: String) -> String? {
    var recent: UInt64 = 0
    var found = leftAloneParts.endIndex
    for byte in name.utf8 {
      recent = recent << 8 | UInt64(byte | 0x20)
      for index in 0..<found where leftAloneParts[index].ends(recent) {
        found = index
        break
      }
    }
    if found < leftAloneParts.endIndex { return leftAloneParts[found].text }
    let end = String(decoding: name.utf8.suffix(head.utf8.count), as: UTF8.self)
    return end.lowercased() == head ? "lm_head" : nil
  }

  private static let leftAloneParts = ["embed", "wte", "wpe", "norm"].map(NamePart.init)
  private static let head = "lm_head.weight"
}

/// At most eight small letters, which names may write large.
private struct NamePart: Sendable {
  let text: String
  private let pattern: UInt64
  private let mask: UInt64

  init(_ text: String) {
    self.text = text
    pattern = text.utf8.reduce(0) { $0 << 8 | UInt64($1) }
    mask = text.utf8.reduce(0) { mask, _ in mask << 8 | 0xFF }
  }

  /// - Parameter bytes: the last eight bytes of a name, each with the bit of small letters set.
  func ends(_ bytes: UInt64) -> Bool { bytes & mask == pattern }
}

extension TensorSelection.Omission: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFloatingPoint(let dataType): "\(dataType.name) is no floating-point type"
    case .noElements: "it has no elements"
    case .fewerThanTwoDimensions: "it has fewer than two dimensions"
    case .leftAlone(let part): "its name contains '\(part)'"
    case .notSelected: "it was not selected"
    }
  }
}
