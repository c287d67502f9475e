import Checkpoints

/// A quantized tensor that was found in a checkpoint.
struct RecognizedTensor {
  /// As it is listed: float32, under its logical name.
  let tensor: TensorDescriptor
  /// The tensors of the file that it stands for.
  let parts: [TensorDescriptor]
  /// What restores its weights, or why nothing can.
  let decoder: Result<any WeightDecoder, Contradiction>

  /// What a layout makes of the parts.
  struct Form {
    /// What the file holds: `GPTQ int4 g128`.
    let label: String
    let shape: [Int]
    let decoder: any WeightDecoder
  }

  /// - Parameters:
  ///   - layout: what a tensor is called whose parts contradict each other.
  ///   - parts: at least one; the first with elements gives such a tensor its shape.
  init(
    name: String, layout: String, parts: [TensorDescriptor],
    form: () throws(Contradiction) -> Form
  ) {
    self.parts = parts
    do throws(Contradiction) {
      let form = try form()
      decoder = .success(form.decoder)
      tensor = TensorDescriptor(
        name: name, dataType: .f32, shape: form.shape, encoding: form.label)
    } catch {
      decoder = .failure(error)
      tensor = TensorDescriptor(
        name: name, dataType: .f32,
        shape: (parts.first { $0.count > 0 } ?? parts.first)?.shape ?? [],
        encoding: "\(layout), damaged")
    }
  }
}
