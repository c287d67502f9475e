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

  private static func leftAlonePart(of name: String) -> String? {
    let lowercased = name.lowercased()
    if let part = ["embed", "wte", "wpe", "norm"].first(where: lowercased.contains) { return part }
    return lowercased.hasSuffix("lm_head.weight") ? "lm_head" : nil
  }
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
