namespace MLSpec.Cli;

/// <summary>A command line that cannot be carried out; the message says what is wrong with it and what would do. Exit code 2.</summary>
internal sealed class UsageError(string message) : Exception(message);
