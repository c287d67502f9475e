@testable import Checkpoints

/// An accepted index names each of its shards once, in order; and whatever it names, no path that
/// leads out of the folder comes of it.
func brokenIndexPromise(_ input: [UInt8]) -> String? {
  guard let index = try? ShardIndex(text: input) else { return nil }
  let shards = index.shards
  guard zip(shards, shards.dropFirst()).allSatisfy(naturallyPrecedes) else {
    return "the shards are not in order, each once"
  }
  let known = Set(shards.map { ExactString($0) })
  guard !known.isEmpty, index.locations.allSatisfy({ known.contains(ExactString($0.shard)) })
  else { return "a tensor is in a shard that is not listed" }
  for shard in shards {
    guard let path = try? ShardFolder(folder).path(ofShard: shard) else { continue }
    guard resolvedPath(path)?.hasPrefix(folder + "/") == true else {
      return "the shard \(shard) is outside its folder"
    }
  }
  return nil
}

/// A folder that has files and folders everywhere, and is surrounded by others.
private let folder = "/usr"
