import CQuantKernels
import NumericFormats

/// Codes of 2 to 4 bits in the order of `product_kernels.h`, with their scales.
///
/// Scales keep the width in which they are stored, because every byte counts: a product is as fast
/// as its weights are read. Zero points and offsets become one float32 shift for each slot, whose
/// product with the sum of the slot's activations is added at the end.
struct ProductBlocks: Sendable {
  static let columns = Int(QK_BLOCK)
  static let lanes = 16

  let shape: MatrixShape
  let bitWidth: Int
  let slotSize: Int
  let scaleFormat: qk_scale_format
  /// Vectors as elements align the codes to a cache line, which no load then crosses.
  private(set) var codes: [SIMD64<UInt8>]
  private(set) var positiveScales: [UInt8] = []
  /// Empty with one scale.
  private(set) var negativeScales: [UInt8] = []
  /// Empty unless the scheme is affine.
  private(set) var shifts: [Float] = []
  /// What every product is multiplied by, before shifts are added.
  let tensorScale: Float
  let values: qk_value_table
  /// `nil` where the values are no whole numbers of steps.
  let steps: ProductSteps?

  /// - Returns: `nil` for what only the plain loop multiplies.
  init?(_ tensor: QuantizedTensor) {
    guard (2...4).contains(tensor.scheme.bitWidth),
      let slotSize = Self.slotSize(of: tensor.layout)
    else { return nil }
    shape = tensor.shape
    bitWidth = tensor.scheme.bitWidth
    self.slotSize = slotSize
    scaleFormat = tensor.scheme.scaleFormat.productFormat
    tensorScale = tensor.tensorScale ?? 1
    let table = ProductTable(tensor)
    values = table.values
    steps = table.steps
    codes = []
    arrangeCodes(of: tensor)
    arrangeParameters(of: tensor)
  }

  /// The most columns of a block that share their scales wherever the block lies; `nil` where
  /// sixteen neighbours do not.
  static func slotSize(of layout: GroupLayout) -> Int? {
    if layout.groupsPerRow == 1 { return columns }
    return [128, 64, 32, 16].first(where: layout.groupSize.isMultiple(of:))
  }

  var blocksPerRow: Int { (shape.columns + Self.columns - 1) / Self.columns }
  var slotsPerBlock: Int { Self.columns / slotSize }
  var slotsPerRow: Int { blocksPerRow * slotsPerBlock }
  /// Bytes of one block.
  private var blockBytes: Int { Self.columns * bitWidth / 8 }

  var byteCount: Int {
    shape.rows * blocksPerRow * blockBytes + positiveScales.count + negativeScales.count
      + 4 * shifts.count
  }

  private mutating func arrangeCodes(of tensor: QuantizedTensor) {
    let count = shape.rows * blocksPerRow * blockBytes
    var arranged = [SIMD64<UInt8>](repeating: .zero, count: (count + 63) / 64)
    var vectors = arranged.mutableSpan
    var bytes = vectors.mutableBytes
    var lanes = [UInt32](repeating: 0, count: Self.lanes)
    for row in 0..<shape.rows {
      for block in 0..<blocksPerRow {
        let first = block * Self.columns
        let range = first..<min(first + Self.columns, shape.columns)
        for lane in lanes.indices { lanes[lane] = 0 }
        for column in range {
          let (position, lane) = (column - first).quotientAndRemainder(dividingBy: Self.lanes)
          let code = UInt32(tensor.codes[row * shape.columns + column])
          lanes[lane] |= code << UInt32(bitWidth * position)
        }
        store(lanes, to: &bytes, at: (row * blocksPerRow + block) * blockBytes)
      }
    }
    codes = arranged
  }

  private func store(_ lanes: [UInt32], to bytes: inout MutableRawSpan, at offset: Int) {
    for (lane, bits) in lanes.enumerated() {
      if bitWidth == 4 {
        bytes.storeBytes(of: bits.littleEndian, toByteOffset: offset + 4 * lane, as: UInt32.self)
        continue
      }
      let low = UInt16(truncatingIfNeeded: bits)
      bytes.storeBytes(of: low.littleEndian, toByteOffset: offset + 2 * lane, as: UInt16.self)
      if bitWidth == 3 {
        let high = UInt8(truncatingIfNeeded: bits >> 16)
        bytes.storeBytes(of: high, toByteOffset: offset + 32 + lane, as: UInt8.self)
      }
    }
  }

  private mutating func arrangeParameters(of tensor: QuantizedTensor) {
    let scheme = tensor.scheme
    for row in 0..<shape.rows {
      for slot in 0..<slotsPerRow {
        let column = slot * slotSize
        let isPadding = column >= shape.columns
        let group = min(column / tensor.layout.groupSize, tensor.layout.groupsPerRow - 1)
        let index = isPadding ? 0 : tensor.layout.index(row: row, group: group)
        let parameters = isPadding ? GroupParameters(scale: 0) : tensor.groups[index]
        positiveScales.append(scale: parameters.positiveScale, as: scaleFormat)
        if scheme.scaling == .twoScale {
          negativeScales.append(scale: parameters.negativeScale, as: scaleFormat)
        }
        if scheme.scaling == .affine {
          shifts.append(
            tensor.codec.hasZeroPoint
              ? -Float(parameters.zeroPoint) * parameters.positiveScale * tensorScale
              : parameters.offset)
        }
      }
    }
  }
}

extension ScaleFormat {
  /// The narrowest of the kernels' formats that holds every scale exactly.
  fileprivate var productFormat: qk_scale_format {
    switch self {
    case .float32: QK_SCALE_F32
    case .bfloat16, .e8m0: QK_SCALE_BF16
    case .float16, .e4m3, .e5m2, .e4m3WithTensorScale: QK_SCALE_F16
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(scale: Float, as format: qk_scale_format) {
    switch format {
    case QK_SCALE_F32: self += scale.bitPattern.littleEndianBytes
    case QK_SCALE_BF16:
      self += UInt16(truncatingIfNeeded: scale.bitPattern >> 16).littleEndianBytes
    default: self += Float16(scale).bitPattern.littleEndianBytes
    }
  }
}
