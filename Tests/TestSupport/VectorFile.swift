public import Foundation

/// Tensors of a safetensors file of test vectors, read without the code under test.
public struct VectorFile {
  /// A float32 tensor.
  public struct Tensor {
    public let shape: [Int]
    public let values: [Float]
  }

  private let header: [String: Any]
  private let data: Data

  public init(contentsOf file: URL) throws {
    let bytes = try Data(contentsOf: file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let json = try JSONSerialization.jsonObject(with: bytes.subdata(in: 8..<8 + length))
    header = json as? [String: Any] ?? [:]
    data = bytes.subdata(in: (8 + length)..<bytes.count)
  }

  /// The names of all tensors, sorted.
  public var names: [String] { header.keys.filter { $0 != "__metadata__" }.sorted() }

  /// A float32 tensor by name, `nil` where there is none.
  public subscript(name: String) -> Tensor? {
    guard let entry = header[name] as? [String: Any], entry["dtype"] as? String == "F32",
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int]
    else { return nil }
    let values = stride(from: offsets[0], to: offsets[1], by: 4).map { offset in
      Float(
        bitPattern: data.subdata(in: offset..<offset + 4).reversed().reduce(0) {
          $0 << 8 | UInt32($1)
        })
    }
    return Tensor(shape: shape, values: values)
  }
}
