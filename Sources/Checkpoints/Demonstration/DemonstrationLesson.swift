/// What is planted in one tensor of the demonstration, for people to find.
enum DemonstrationLesson: String, Sendable, CaseIterable {
  case skewedGroups = "skewed_groups"
  case oneSidedGroups = "one_sided_groups"
  case outlierChannel = "outlier_channel"
  case heavyTails = "heavy_tails"
  case constantTensor = "constant_tensor"

  var tensor: String {
    switch self {
    case .skewedGroups: "model.layers.0.mlp.down_proj.weight"
    case .oneSidedGroups: "model.layers.0.self_attn.v_proj.weight"
    case .outlierChannel: "model.layers.1.self_attn.q_proj.weight"
    case .heavyTails: "model.layers.1.mlp.down_proj.weight"
    case .constantTensor: "model.layers.1.post_attention_layernorm.weight"
    }
  }

  /// One sentence for the metadata.
  var sentence: String {
    switch self {
    case .skewedGroups:
      "\(tensor), rows 0 to 255, every group of 128: one sign reaches four times as far as the "
        + "other (positive in even rows, negative in odd rows) but holds one weight in eight"
    case .oneSidedGroups:
      "\(tensor): row 7, group 1 of 128 (columns 128 to 255) has no negative weight, row 11, "
        + "group 2 (columns 256 to 383) has no positive weight"
    case .outlierChannel:
      "\(tensor): input channel 137 is twenty times as large as the others"
    case .heavyTails:
      "\(tensor): every weight comes from Student's t distribution with three degrees of freedom"
    case .constantTensor:
      "\(tensor): every weight is 1"
    }
  }

  /// The weight at a position, in units of the tensor's standard deviation.
  func sample(at position: GridPosition, from noise: DemonstrationNoise) -> Float {
    let normal = noise.normal(at: UInt64(position.index))
    switch self {
    case .skewedGroups:
      guard position.row < 256 else { return normal }
      // Numbers behind the 2^32nd serve no weight of their own.
      let isFar = noise.bits(at: 1 << 32 + UInt64(position.index)).isMultiple(of: 8)
      let magnitude = isFar ? 4 * normal.magnitude : normal.magnitude
      return isFar == position.row.isMultiple(of: 2) ? magnitude : -magnitude
    case .oneSidedGroups:
      switch (position.row, position.column / 128) {
      case (7, 1): return normal.magnitude
      case (11, 2): return 0 - normal.magnitude
      default: return normal
      }
    case .outlierChannel:
      return position.column == 137 ? 20 * normal : normal
    case .heavyTails:
      return noise.heavyTailed(at: UInt64(position.index))
    case .constantTensor:
      return 0
    }
  }
}
