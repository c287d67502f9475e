import ArgumentParser

@main
struct AFPQCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "afpq-tui", abstract: "Explore the weights of a neural network.")
}
