import Checkpoints
import Quantization

/// What `__metadata__` says about the tensors that this project has quantized: `afpq_schemes`, a
/// JSON object from tensor name to scheme, shape and source dtype.
struct PackedSchemes {
  /// One tensor.
  struct Entry: Sendable, Hashable {
    let scheme: QuantizationScheme
    let shape: [Int]
    let dataType: DataType

    /// The entry of a tensor as the metadata holds it.
    func json(named name: String) -> String {
      let dimensions = shape.map(String.init).joined(separator: ",")
      return "\(jsonQuoted(name)):{\"scheme\":\(jsonQuoted(scheme.description)),"
        + "\"shape\":[\(dimensions)],\"dtype\":\(jsonQuoted(dataType.name))}"
    }

    /// - Throws: `Contradiction` where the shape, seen as a matrix, is another.
    func requireMatrix(rows: Int, columns: Int) throws(Contradiction) {
      guard MatrixShape(shape) == MatrixShape(rows: rows, columns: columns) else {
        throw Contradiction(
          "\(metadataKey) gives the shape \(shape), the parts hold \(rows) × \(columns)")
      }
    }
  }

  static let metadataKey = "afpq_schemes"

  /// The names, in the order of the metadata.
  private(set) var names: [String] = []
  /// How many entries of the metadata are no JSON object.
  private(set) var unreadableCount = 0
  /// By the bytes of the name: nothing has checked the strings of the metadata, and hashing text
  /// takes quadratic time on a long run of combining characters.
  private var entries: [[UInt8]: Result<Entry, Contradiction>] = [:]

  init(_ metadata: [MetadataEntry]) {
    for text in metadata where text.key == Self.metadataKey {
      guard case .object(let members) = JSONValue(parsing: text.value) else {
        unreadableCount += 1
        continue
      }
      for member in members { add(member) }
    }
  }

  subscript(name: String) -> Result<Entry, Contradiction>? { entries[Array(name.utf8)] }

  private mutating func add(_ member: JSONValue.Member) {
    let entry = Self.entry(member.value)
    let key = Array(member.key.utf8)
    // Every shard may repeat the description of the whole model.
    if let known = entries[key] {
      if known == entry { return }
      entries[key] = .failure(
        Contradiction("\(Self.metadataKey) describes it in two ways"))
    } else {
      names.append(member.key)
      entries[key] = entry
    }
  }

  private static func entry(_ value: JSONValue) -> Result<Entry, Contradiction> {
    guard let text = value["scheme"]?.text else { return refusal("gives no scheme") }
    let scheme: QuantizationScheme
    do throws(SchemeError) {
      scheme = try QuantizationScheme(parsing: text)
    } catch {
      return refusal("has a scheme that is none: \(error)")
    }
    guard case .array(let dimensions) = value["shape"] else { return refusal("gives no shape") }
    let shape = dimensions.compactMap(\.natural)
    guard shape.count == dimensions.count, shape.isCountable else {
      return refusal("gives a shape that is none")
    }
    guard let dataType = value["dtype"]?.text.flatMap(DataType.init(rawValue:)) else {
      return refusal("gives no dtype that there is")
    }
    return .success(Entry(scheme: scheme, shape: shape, dataType: dataType))
  }

  private static func refusal(_ reason: String) -> Result<Entry, Contradiction> {
    .failure(Contradiction("\(metadataKey) \(reason)"))
  }
}

extension [Int] {
  /// Whether products of any of the dimensions, in bits, fit.
  fileprivate var isCountable: Bool {
    var product = 64
    for dimension in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: Swift.max(dimension, 1))
      if overflow { return false }
      product = next
    }
    return true
  }
}

private let metadataKey = PackedSchemes.metadataKey
