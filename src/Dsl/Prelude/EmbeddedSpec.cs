using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Prelude;

/// <summary>MLSpec files that this assembly brings along.</summary>
internal static class EmbeddedSpec
{
    /// <summary>The text of an embedded file, with its name as path.</summary>
    public static SourceText Read(string resource)
    {
        using var stream = typeof(EmbeddedSpec).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The file {resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return new SourceText(resource, reader.ReadToEnd());
    }

    /// <exception cref="InvalidOperationException">There is an error in the file: a fault of the compiler.</exception>
    public static void RequireSound(SyntaxTree tree, IEnumerable<Diagnostic> bound)
    {
        if (tree.Diagnostics.Concat(bound).FirstOrDefault(d => d.IsError) is { } error)
            throw new InvalidOperationException($"{tree.Source.Path}{tree.Source.PositionOf(error.Span.Start)}: {error.Code}: {error.Message}");
    }
}
