/// The coordinates that constraints connect.
extension Workspace {
  /// Numbers the islands: the sets of trees that rows connect, directly or through others.
  ///
  /// Rows and coordinates receive the number of their island, or −1 if no row involves them.
  func findIslands() {
    if treeCount == 1 {
      islandCount = 1
      for index in 0..<count { coordinateIslands[index] = 0 }
      for row in 0..<rowCount { rows[row].island = 0 }
      return
    }
    for tree in 0..<treeCount { (treeRoots[tree], treeIslands[tree]) = (tree, -1) }
    for row in 0..<rowCount { join(row) }
    islandCount = 0
    for row in 0..<rowCount {
      rows[row].island = -1
      let first = firstTree(of: row)
      guard first >= 0 else { continue }
      let root = root(of: first)
      if treeIslands[root] < 0 {
        treeIslands[root] = islandCount
        islandCount &+= 1
      }
      rows[row].island = treeIslands[root]
    }
    for index in 0..<count { coordinateIslands[index] = treeIslands[root(of: trees[index])] }
  }

  /// Joins all trees on which the rows of a constraint, beginning with `row`, depend.
  private func join(_ row: Int) {
    let first = firstTree(of: row)
    guard first >= 0 else { return }
    for entry in 0..<count &* rows[row].span where jacobian[count &* row &+ entry] != 0 {
      treeRoots[root(of: trees[entry % count])] = root(of: first)
    }
  }

  /// Returns the first tree on which the rows of a constraint depend, or −1.
  private func firstTree(of row: Int) -> Int {
    for entry in 0..<count &* rows[row].span where jacobian[count &* row &+ entry] != 0 {
      return trees[entry % count]
    }
    return -1
  }

  private func root(of tree: Int) -> Int {
    var root = tree
    while treeRoots[root] != root { root = treeRoots[root] }
    return root
  }

  /// Returns the tree of each coordinate: those that share a path to the world are in one tree.
  static func trees(_ joints: Table<JointRecord>) -> [Int] {
    var (trees, treeCount): ([Int], Int) = ([], 0)
    for index in 0..<joints.count {
      let parent = joints[index].parent
      trees.append(parent >= 0 ? trees[parent] : treeCount)
      if parent < 0 { treeCount += 1 }
    }
    return trees
  }
}
