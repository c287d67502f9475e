import NumericFormats
import Testing

@Suite struct CodebookTests {
  static let formats: [ElementFormat] =
    (2...8).map { .integer(bits: $0) } + Minifloat.all.map { .minifloat($0) }
    + CodeTable.allCases.map { .table($0) }

  @Test(arguments: formats)
  func everyRepresentableValueIsItsOwnNearest(format: ElementFormat) {
    for ties in [TieBreaking.toEven, .toLower] {
      let codebook = format.codebook(ties: ties)
      for (rank, value) in codebook.values.enumerated() {
        #expect(codebook.rank(of: value) == rank)
        #expect(codebook.valuesByCode[Int(codebook.codes[rank])] == value)
      }
      #expect(codebook.values[codebook.zeroRank] == 0)
      #expect(codebook.rank(of: -0.0) == codebook.zeroRank)
    }
  }

  /// Compares with a search over all values in float64, where midpoints are exact.
  @Test(arguments: formats)
  func everyMidpointAndItsNeighboursGoToTheNearestValue(format: ElementFormat) {
    for ties in [TieBreaking.toEven, .toLower] {
      let codebook = format.codebook(ties: ties)
      for (rank, pair) in zip(codebook.values, codebook.values.dropFirst()).enumerated() {
        let middle = Float((Double(pair.0) + Double(pair.1)) / 2)
        #expect(codebook.rank(of: middle.nextDown) == rank)
        #expect(codebook.rank(of: middle.nextUp) == rank + 1)
        let goesUp = (format.isInteger || ties == .toEven) && codebook.codes[rank] & 1 == 1
        #expect(codebook.rank(of: middle) == (goesUp ? rank + 1 : rank), "tie at \(middle)")
      }
    }
  }

  @Test(arguments: formats)
  func valuesBeyondTheEndsSaturate(format: ElementFormat) {
    let codebook = format.codebook()
    #expect(codebook.rank(of: .infinity) == codebook.values.count - 1)
    #expect(codebook.rank(of: -.infinity) == 0)
    #expect(codebook.rank(of: .greatestFiniteMagnitude) == codebook.values.count - 1)
  }

  @Test(arguments: formats)
  func valuesAscendAndCodesAreDistinct(format: ElementFormat) {
    let codebook = format.codebook()
    #expect(zip(codebook.values, codebook.values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(codebook.thresholds, codebook.thresholds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(codebook.codes).count == codebook.codes.count)
    #expect(codebook.codes.allSatisfy { Int($0) < 1 << format.bitWidth })
  }

  @Test func signMagnitudeFormatsHaveOneValueLessThanPatterns() {
    for format in Minifloat.all where format.specialValues == .none {
      #expect(ElementFormat.minifloat(format).codebook().values.count == 1 << format.bitWidth - 1)
    }
    #expect(ElementFormat.minifloat(.e4m3).codebook().maximum == 448)
    #expect(ElementFormat.minifloat(.e5m2).codebook().maximum == 57344)
  }

  /// E2M0: 1.5 and 3 both go to 2, whose code is even, although other implementations round up.
  @Test func tiesOfFormatsWithoutMantissaGoToTheEvenCode() {
    let codebook = ElementFormat.minifloat(.e2m0).codebook()
    #expect(codebook.values[codebook.rank(of: 1.5)] == 2)
    #expect(codebook.values[codebook.rank(of: 3)] == 2)
    #expect(codebook.values[codebook.rank(of: -3)] == -2)
    #expect(codebook.values[codebook.rank(of: 0.5)] == 0)
  }

  @Test func sharedExponentIntegersHaveNoMostNegativeValue() {
    let codebook = ElementFormat.integer(bits: 8).signSymmetricCodebook()
    #expect(codebook.minimum == -127 && codebook.maximum == 127)
    #expect(codebook.codes.first == 1 && codebook.codes[codebook.zeroRank] == 128)
  }

  /// Bit patterns of the NormalFloat tables: QLoRA's NF4, and AFPQ's NF3.
  @Test func normalFloatTablesHaveTheirPublishedBits() {
    let nf4: [UInt32] = [
      0xBF80_0000, 0xBF32_39B1, 0xBF06_6B30, 0xBECA_32A0, 0xBE91_A24D, 0xBE3D_353F, 0xBDBA_7871,
      0, 0x3DA2_FAFF, 0x3E24_CAE3, 0x3E7C_04DD, 0x3EAD_033A, 0x3EE1_A4B8, 0x3F10_07AB, 0x3F39_13B3,
      0x3F80_0000,
    ]
    #expect(CodeTable.normalFloat4.valuesByCode.map(\.bitPattern) == nf4)
    let nf3: [UInt32] = [
      0xBF80_0000, 0xBF08_F740, 0xBE7C_DB96, 0, 0x3E3B_BCD5, 0x3EC3_94B6, 0x3F1F_7BFD, 0x3F80_0000,
    ]
    #expect(CodeTable.normalFloat3.valuesByCode.map(\.bitPattern) == nf3)
  }
}
