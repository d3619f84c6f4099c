using System.Collections.Immutable;
using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using MLSpec.Generators;

namespace MLSpec.Cli;

/// <summary>The forms that a spec takes on its way through the compiler, as text.</summary>
internal static class Stages
{
    private const string CSharp = "csharp";

    public static IReadOnlyList<string> Names { get; } = ["tokens", "syntax", "bound", "ir", CSharp];

    /// <summary>One stage of a file or of one of its declarations; nothing where errors keep the compiler from reaching it.</summary>
    /// <exception cref="UsageError">A name with the stage <c>csharp</c>, whose files do not follow the declarations.</exception>
    public static string Print(string stage, CompiledFile file, string? name, Terminal terminal)
    {
        if (stage == CSharp && name is not null)
            throw new UsageError($"--stage {CSharp} shows the code of the whole module; leave {name} out");
        bool IsMeant(Symbol symbol) => name is null || symbol.Name == name;
        return stage switch
        {
            "tokens" => SyntaxPrinter.PrintTokens(name is null ? file.Tree : Only(file.Tree, name)),
            "syntax" => SyntaxPrinter.Print(name is null ? file.Tree : Only(file.Tree, name)),
            "bound" => BoundPrinter.Print(file.Module with { Declarations = [.. file.Module.Declarations.Where(d => IsMeant(d.Symbol))] }),
            _ when file.Lowered is null => "",
            "ir" => IrPrinter.Print(name is null ? file.Lowered : Only(file.Lowered, IsMeant)),
            _ => file.HasErrors ? "" : Code(file, terminal),
        };
    }

    private static SyntaxTree Only(SyntaxTree tree, string name)
    {
        var declarations = tree.Declarations.OfType<NamedDeclaration>().Where(d => d.Name.Text == name).ToImmutableArray();
        bool IsWithin(Token token) => declarations.Any(d => d.Span.Start <= token.Span.Start && token.Span.End <= d.Span.End);
        return tree with { Declarations = [.. declarations], Tokens = [.. tree.Tokens.Where(t => t.Kind == TokenKind.EndOfFile || IsWithin(t))] };
    }

    private static LoweredModule Only(LoweredModule module, Func<Symbol, bool> isMeant) => module with
    {
        Params = [.. module.Params.Where(d => isMeant(d.Symbol))],
        Constants = [.. module.Constants.Where(d => isMeant(d.Symbol))],
        Data = [.. module.Data.Where(d => isMeant(d.Symbol))],
        Models = [.. module.Models.Where(d => isMeant(d.Symbol))],
        Schedules = [.. module.Schedules.Where(d => isMeant(d.Symbol))],
        Trainings = [.. module.Trainings.Where(d => isMeant(d.Symbol))],
        Protocols = [.. module.Protocols.Where(d => isMeant(d.Symbol))],
    };

    private static string Code(CompiledFile file, Terminal terminal)
    {
        var directory = terminal.Directory + Path.DirectorySeparatorChar;
        var options = new EmissionOptions("", directory, EmitLineDirectives: false, ContinuousIntegration: true);
        var opened = file.Opened.Select(FileOf).ToEquatableList();
        var text = new StringBuilder();
        foreach (var generated in SpecCompiler.Compile(FileOf(file.Source), opened, options, CancellationToken.None).Files)
            text.Append($"// ---- {generated.HintName}.g.cs\n").Append(generated.Text);
        return text.ToString();
    }

    private static SpecFile FileOf(SourceText source) => new(source.Path, source.Content);
}
