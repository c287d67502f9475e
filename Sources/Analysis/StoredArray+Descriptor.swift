import Checkpoints
import Quantization

extension StoredArray {
  /// The array as a tensor of a checkpoint.
  var descriptor: TensorDescriptor {
    TensorDescriptor(name: name, dataType: elementType.dataType, shape: shape)
  }
}

extension StoredArray.ElementType {
  fileprivate var dataType: DataType {
    switch self {
    case .u8: .u8
    case .i32: .i32
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    case .f8e8m0: .f8e8m0
    case .f8e4m3: .f8e4m3
    case .f8e5m2: .f8e5m2
    }
  }
}
