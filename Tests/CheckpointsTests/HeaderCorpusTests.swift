import Foundation
import Testing

@testable import Checkpoints

/// Our verdict about a header is that of the safetensors package, and so is what we find.
///
/// `header_corpus.json` holds headers that were each made for one question, `generated_headers.json`
/// random ones, whole and damaged; the scripts beside them ask the package.
@Suite struct HeaderCorpusTests {
  @Test(arguments: HeaderCase.all(in: "header_corpus"))
  func theVerdictIsThatOfThePackage(of testCase: HeaderCase) {
    #expect(testCase.disagreement == nil)
  }

  @Test func theVerdictOnGeneratedHeadersIsThatOfThePackage() {
    for testCase in HeaderCase.all(in: "generated_headers") {
      #expect(testCase.disagreement == nil, "case \(testCase.name): \(testCase.text)")
    }
  }

  @Test func bothCorporaAreCompleteAndMixed() {
    for (name, count) in [("header_corpus", 200), ("generated_headers", 2000)] {
      let cases = HeaderCase.all(in: name)
      let accepted = cases.filter { $0.tensors != nil }.count
      #expect(cases.count > count)
      #expect(accepted > cases.count / 4 && accepted < cases.count * 3 / 4)
    }
  }
}

/// One file of a corpus and the verdict of the safetensors package; see `header_cases.py`.
struct HeaderCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let header: String?
  let hex: String?
  let length: String?
  let data: Int
  let tensors: Int?
  let digest: String?
  let stricter: String?

  var testDescription: String { name }
  var text: String { header ?? hex ?? "" }

  /// How our verdict differs from the package's; `nil` where it does not.
  var disagreement: String? {
    do throws(HeaderProblem) {
      let header = try SafetensorsHeader(of: file.span.bytes)
      let count = header.tensors.count
      if let stricter { return "accepted, although \(stricter)" }
      guard let tensors else { return "the package refuses it, we find \(count) tensors" }
      guard count == tensors else { return "\(count) tensors, not \(tensors)" }
      let found = count == 0 ? nil : hexadecimal(foundDigest(header))
      return found == digest ? nil : "the tensors differ"
    } catch {
      return tensors == nil || stricter != nil ? nil : "refused: \(error)"
    }
  }

  private var file: [UInt8] {
    let header = header.map { Array($0.utf8) } ?? hexadecimalBytes
    let length = length.flatMap { UInt64($0) } ?? UInt64(header.count)
    return withUnsafeBytes(of: length.littleEndian) { Array($0) } + header
      + (0..<data).map { UInt8(truncatingIfNeeded: 31 * $0 + 7) }
  }

  private var hexadecimalBytes: [UInt8] {
    let digits = Array(hex ?? "")
    return stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(digits[index...index + 1]), radix: 16)
    }
  }

  /// FNV-1a over name, dtype, shape and bytes of every tensor, in the order of the names' bytes.
  private func foundDigest(_ header: SafetensorsHeader) -> UInt64 {
    let file = file
    let entries = zip(header.tensors, header.byteRanges)
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for (tensor, range) in entries.sorted(by: { precedes($0.0.name, $1.0.name) }) {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let texts = [tensor.name, tensor.dataType.name, shape].map { Array($0.utf8) }
      for part in texts + [Array(file[range])] {
        for byte in part + [0] { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      }
    }
    return digest
  }

  private func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func all(in corpus: String) -> [HeaderCase] {
    struct Corpus: Decodable { let cases: [HeaderCase] }
    return Bundle.module.url(forResource: "Resources/\(corpus)", withExtension: "json")
      .flatMap { try? Data(contentsOf: $0) }
      .flatMap { try? JSONDecoder().decode(Corpus.self, from: $0) }?.cases ?? []
  }
}
