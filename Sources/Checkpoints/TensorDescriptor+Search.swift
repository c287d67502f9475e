extension [TensorDescriptor] {
  /// Where a tensor is in a list in natural order; `nil` unless dtype and shape agree, too.
  public func index(of tensor: TensorDescriptor) -> Int? {
    guard let index = index(ofName: tensor.name) else { return nil }
    let found = self[index]
    return found.dataType == tensor.dataType && found.shape == tensor.shape ? index : nil
  }

  /// Where the tensor of a name is in a list in natural order.
  public func index(ofName name: String) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if naturallyPrecedes(self[middle].name, name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < count, ExactString(self[low].name) == ExactString(name) else { return nil }
    return low
  }
}
