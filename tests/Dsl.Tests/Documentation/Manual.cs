using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Documentation;

/// <summary>A page of the manual with the specs on it.</summary>
internal sealed class Manual
{
    private const string Fence = "```";

    private readonly Lazy<Block> _setup;

    private Manual(string text)
    {
        Lines = text.Split('\n');
        Blocks = [.. BlocksOf(Lines)];
        _setup = new Lazy<Block>(() => Blocks.Single(b => b.Text.StartsWith("module Setup\n", StringComparison.Ordinal)));
    }

    /// <summary>A fenced spec, and the line (from 1) that it starts in.</summary>
    public sealed record Block(string Text, int Line);

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public static Manual Read(string name) => new(Repository.Read("docs", name));

    /// <summary>
    /// Everything that parser, binder and lowering find in a spec. A line <c>// file: Name.mlspec</c> starts another file of the same
    /// example; an example that starts with <c>// after Setup</c> continues the module <c>Setup</c> of its page.
    /// </summary>
    public ImmutableArray<Diagnostic> Compile(Block example)
    {
        const string continued = "// after Setup\n";
        var text = example.Text.StartsWith(continued, StringComparison.Ordinal) ? _setup.Value.Text + example.Text : example.Text;
        var compilation = Compilation.Create(Files(text));
        var broken = compilation.Diagnostics.Where(d => d.IsError).Select(d => d.Path).ToHashSet();
        return [.. compilation.Diagnostics, .. compilation.Modules
            .Where(m => m.Opened.Append(m).All(o => !broken.Contains(o.Source.Path)))
            .SelectMany(m => ModuleLowering.Lower(m).Diagnostics)];
    }

    private static IEnumerable<SourceText> Files(string text)
    {
        const string marker = "// file: ";
        var lines = text.Split('\n');
        var starts = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith(marker, StringComparison.Ordinal)).ToList();
        if (starts.Count == 0)
            return [new SourceText("example.mlspec", text)];
        return starts.Zip(starts.Skip(1).Append(lines.Length), (start, end) => new SourceText(
            lines[start][marker.Length..].Trim(), string.Join('\n', lines[(start + 1)..end])));
    }

    private static IEnumerable<Block> BlocksOf(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] != Fence + "mlspec")
                continue;
            var start = i + 1;
            while (lines[++i] != Fence)
            {
            }

            yield return new Block(string.Join('\n', lines.Skip(start).Take(i - start)) + "\n", start + 1);
        }
    }
}
