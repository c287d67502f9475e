public import Checkpoints

/// Opens a model and shows every quantized tensor that it holds as one tensor of float32 weights.
///
/// Beside plain checkpoints it takes the project's own packed form, GPTQ and the layout of the AFPQ
/// authors' code, the packed forms of compressed-tensors, NVFP4 of ModelOpt and MXFP4 of gpt-oss.
/// Such a tensor has its logical name (`P.weight`) and says in `TensorDescriptor.encoding` what the
/// file holds; its parts are not listed. What is quantized in a layout that cannot be read stays
/// listed part by part, and `Checkpoint.notices` names it.
///
/// Of the data only samples of a few hundred bytes are read, where a header does not tell two
/// layouts apart. A tensor whose parts contradict each other is listed, and reading it throws
/// `CheckpointError.contradictoryParts`.
///
/// - Parameter path: what `openCheckpoint(at:)` takes.
public func openModel(at path: String) throws(CheckpointError) -> any Checkpoint {
  let checkpoint = try openCheckpoint(at: path)
  return dequantizing(checkpoint, hints: QuantizationHints(checkpoint, path: path))
}

/// The same model with its quantized tensors dequantized; itself where it has none.
func dequantizing(
  _ checkpoint: any Checkpoint, hints: QuantizationHints = QuantizationHints()
) -> any Checkpoint {
  var survey = PackedSurvey(checkpoint, hints: hints)
  survey.run()
  let isPlain = survey.found.isEmpty && survey.notices.isEmpty
  return isPlain ? checkpoint : DequantizedCheckpoint(checkpoint, survey)
}
