/// The built-in demonstration: two blocks of a small language model with random weights, 10.6
/// million of them in BF16, and a few planted lessons.
///
/// Nothing is read from a disk, and nothing is made before it is asked for. The weights are the
/// same on every machine. `metadata` says what is planted where.
public struct DemonstrationCheckpoint: Checkpoint {
  public let name = "demonstration"
  public let tensors: [TensorDescriptor]
  public let metadata: [MetadataEntry]
  /// In the order of `tensors`.
  private let contents: [DemonstrationTensor]

  public init() { self.init(DemonstrationSizes()) }

  /// - Parameter sizes: smaller ones are quicker to look at and keep the lessons that fit.
  init(_ sizes: DemonstrationSizes) {
    contents = sizes.recipes.sorted { naturallyPrecedes($0.name, $1.name) }
      .map(DemonstrationTensor.init)
    tensors = contents.map(\.descriptor)
    metadata =
      [
        MetadataEntry(key: "format", value: "pt"),
        MetadataEntry(
          key: "description",
          value: "random weights in the shape of two Llama blocks, made by afpq-tui; "
            + "normally distributed except where a lesson says otherwise"),
      ]
      + DemonstrationLesson.allCases.map { lesson in
        MetadataEntry(key: "lesson.\(lesson.rawValue)", value: lesson.sentence)
      }
  }

  public func withBytes<Result>(
    of tensor: TensorDescriptor, _ body: (RawSpan) throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    guard let index = tensors.index(of: tensor) else {
      throw .tensorNotFound(name: tensor.name, checkpoint: name)
    }
    let elements = contents[index].elements
    return try body(elements.span.bytes)
  }
}

/// How large the small language model is.
struct DemonstrationSizes {
  var vocabulary = 4096
  var hidden = 512
  var intermediate = 1408

  fileprivate var recipes: [DemonstrationRecipe] {
    let model = [
      DemonstrationRecipe(name: "model.embed_tokens.weight", shape: [vocabulary, hidden]),
      DemonstrationRecipe(name: "lm_head.weight", shape: [vocabulary, hidden]),
      normRecipe("model.norm.weight"),
    ]
    let recipes = model + blockRecipes(0) + blockRecipes(1)
    return recipes.map { recipe in
      var recipe = recipe
      recipe.lesson = DemonstrationLesson.allCases.first { $0.tensor == recipe.name }
      return recipe
    }
  }

  private func blockRecipes(_ layer: Int) -> [DemonstrationRecipe] {
    let prefix = "model.layers.\(layer)"
    let attention = ["q", "k", "v", "o"].map { projection in
      DemonstrationRecipe(
        name: "\(prefix).self_attn.\(projection)_proj.weight", shape: [hidden, hidden],
        deviation: 0.03)
    }
    let expansions = ["gate", "up"].map { projection in
      DemonstrationRecipe(
        name: "\(prefix).mlp.\(projection)_proj.weight", shape: [intermediate, hidden])
    }
    let contraction = DemonstrationRecipe(
      name: "\(prefix).mlp.down_proj.weight", shape: [hidden, intermediate])
    let norms = ["input_layernorm", "post_attention_layernorm"].map { norm in
      normRecipe("\(prefix).\(norm).weight")
    }
    return attention + expansions + [contraction] + norms
  }

  /// The gain of a normalization is near one.
  private func normRecipe(_ name: String) -> DemonstrationRecipe {
    DemonstrationRecipe(name: name, shape: [hidden], mean: 1, deviation: 0.05)
  }
}
