// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let cSettings: [CSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "afpq-tui",
  products: [
    .executable(name: "afpq-tui", targets: ["afpq-tui"]),
    .library(
      name: "AFPQ",
      targets: ["NumericFormats", "Quantization", "WeightStatistics", "Checkpoints", "Analysis"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    // The numeric core.
    .target(name: "CQuantKernels", cSettings: cSettings),
    .target(
      name: "NumericFormats", dependencies: ["CQuantKernels"], swiftSettings: swiftSettings),
    .target(
      name: "Quantization", dependencies: ["NumericFormats", "CQuantKernels"],
      swiftSettings: swiftSettings),
    .target(
      name: "WeightStatistics", dependencies: ["NumericFormats", "CQuantKernels"],
      swiftSettings: swiftSettings),

    // Model files.
    .target(name: "CFileGuard", cSettings: cSettings),
    .target(
      name: "Checkpoints", dependencies: ["NumericFormats", "CQuantKernels", "CFileGuard"],
      swiftSettings: swiftSettings),

    // Files, schemes and statistics together.
    .target(
      name: "Analysis",
      dependencies: ["NumericFormats", "Quantization", "WeightStatistics", "Checkpoints"],
      swiftSettings: swiftSettings),

    // The terminal.
    .target(name: "TerminalUI", swiftSettings: swiftSettings),
    .target(
      name: "CursesShim", cSettings: cSettings, linkerSettings: [.linkedLibrary("ncursesw")]),
    .target(
      name: "CursesBackend", dependencies: ["TerminalUI", "CursesShim"],
      swiftSettings: swiftSettings),

    // The program.
    .target(
      name: "Explorer",
      dependencies: [
        "Analysis", "Quantization", "Checkpoints", "WeightStatistics", "NumericFormats",
        "TerminalUI",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "afpq-tui",
      dependencies: [
        "Analysis", "Checkpoints", "CursesBackend", "Explorer", "NumericFormats", "Quantization",
        "TerminalUI", "WeightStatistics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["TerminalUI"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "NumericFormatsTests", dependencies: ["NumericFormats", "TestSupport"],
      resources: [.copy("Resources")], swiftSettings: swiftSettings),
    .testTarget(
      name: "QuantizationTests",
      dependencies: ["Quantization", "NumericFormats", "CQuantKernels", "TestSupport"],
      resources: [.copy("Resources")], swiftSettings: swiftSettings),
    .testTarget(
      name: "WeightStatisticsTests",
      dependencies: ["WeightStatistics", "NumericFormats", "CQuantKernels", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CheckpointsTests", dependencies: ["Checkpoints", "CQuantKernels", "TestSupport"],
      resources: [.copy("Resources")], swiftSettings: swiftSettings),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Analysis", "Checkpoints", "NumericFormats", "Quantization", "WeightStatistics",
        "TestSupport",
      ],
      resources: [.copy("Resources")], swiftSettings: swiftSettings),
    .testTarget(
      name: "TerminalUITests", dependencies: ["TerminalUI", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CursesBackendTests", dependencies: ["CursesBackend", "TerminalUI", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ExplorerTests",
      dependencies: [
        "Explorer", "Analysis", "Checkpoints", "NumericFormats", "Quantization", "TerminalUI",
        "WeightStatistics", "TestSupport",
      ],
      exclude: ["Snapshots"], swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "afpq-tui", "Analysis", "Checkpoints", "Explorer", "NumericFormats", "Quantization",
        "TerminalUI", "TestSupport",
      ],
      exclude: ["Snapshots"], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzers are tests that replay stored inputs; `.ci/fuzz` builds them as a program instead.
let fuzzedTargets: [Target.Dependency] = [
  "Analysis", "Checkpoints", "CursesBackend", "CursesShim", "Quantization", "TerminalUI",
]
if Context.environment["AFPQ_FUZZING"] == nil {
  package.targets.append(
    .testTarget(
      name: "FuzzingTests", dependencies: fuzzedTargets, path: "Tests/Fuzzing",
      exclude: ["LibFuzzer", "Corpus", "Findings", "words.dict"], swiftSettings: swiftSettings))
} else {
  package.targets.append(
    .executableTarget(
      name: "afpq-fuzz", dependencies: fuzzedTargets, path: "Tests/Fuzzing",
      exclude: ["FuzzingTests.swift", "Corpus", "Findings", "words.dict"],
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]))
}
