/// What a Unicode scalar does to a row of cells.
///
/// The tables are the project's own, so that a frame is the same on every machine and in every
/// locale: wide and full-width ranges from EastAsianWidth.txt (Unicode 15), everything else from
/// the properties that the Swift standard library carries. Ambiguous characters take one cell.
enum ScalarKind: Equatable {
  /// Shown as itself in one or two cells.
  case printable(width: Int)
  /// Shares the cells of the character before it.
  case mark
  /// Controls, formats, unassigned and invisible scalars: shown only as an escape.
  case hidden

  init(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x7F {
      self = scalar.value < 0x20 ? .hidden : .printable(width: 1)
      return
    }
    if Self.isDrawnWith(scalar.value) {
      self = .printable(width: 1)
      return
    }
    let properties = scalar.properties
    guard !properties.isDefaultIgnorableCodePoint else {
      self = .hidden
      return
    }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      self = .hidden
    case .nonspacingMark, .enclosingMark:
      self = .mark
    default:
      self =
        Self.isConjoiningJamo(scalar.value)
        ? .mark : .printable(width: Self.isWide(scalar, properties) ? 2 : 1)
    }
  }

  /// Dashes, bullets and the ellipsis, lines and blocks, Braille: tables and plots are made of them,
  /// so they are not looked up each time.
  private static func isDrawnWith(_ value: UInt32) -> Bool {
    switch value {
    case 0x2010...0x2027, 0x2500...0x259F, 0x2800...0x28FF: true
    default: false
    }
  }

  /// Medial vowels and final consonants of Hangul, drawn into the cells of the initial consonant.
  private static func isConjoiningJamo(_ value: UInt32) -> Bool {
    (0x1161...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value)
  }

  private static func isWide(
    _ scalar: Unicode.Scalar, _ properties: Unicode.Scalar.Properties
  ) -> Bool {
    guard scalar.value >= 0x1100 else { return false }
    if properties.isEmojiPresentation { return !isRegionalIndicator(scalar.value) }
    return wideRanges.contains { $0.contains(scalar.value) }
  }

  private static func isRegionalIndicator(_ value: UInt32) -> Bool {
    (0x1F1E6...0x1F1FF).contains(value)
  }

  /// Scalars of East Asian width W and F that are not emoji; unassigned ones inside do not matter.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
    0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x18D00...0x18D08,
    0x1AFF0...0x1B2FB, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F3FB...0x1F3FF,
    0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
