using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Emission;

namespace MLSpec.Generators;

/// <summary>A type that generated code uses by its simple name, which something of the project hides.</summary>
/// <param name="FullName">With <c>global::</c>, without type arguments.</param>
internal sealed record HiddenName(string Name, string FullName);

/// <summary>
/// Generated code has simple names, as a person would write it. Where a project has a type called <c>Linear</c> itself, in the namespace of the generated code or one around it, that one
/// would be meant: there, and only there, the name is written in full.
/// </summary>
internal static class HiddenNames
{
    /// <summary>The names that generated code uses and that the project's own types and namespaces hide.</summary>
    public static EquatableList<HiddenName> In(Compilation compilation, string rootNamespace, CancellationToken cancellation)
    {
        // The declarations are a table; symbols would make the host bind all references, for a rare case.
        var taken = NameScope.Used.Where(name => compilation.ContainsSymbolsWithName(name, SymbolFilter.Type | SymbolFilter.Namespace, cancellation)).ToList();
        if (taken.Count == 0)
            return Array.Empty<HiddenName>().ToEquatableList();

        var spaces = Around(compilation.Assembly.GlobalNamespace, rootNamespace).ToList();
        return taken
            .Where(name => spaces.Any(space => space.GetMembers(name).Any()))
            .Select(name => Meant(compilation, name) is { } full ? new HiddenName(name, full) : null)
            .OfType<HiddenName>()
            .ToEquatableList();
    }

    /// <summary>A generated file with the hidden names written in full.</summary>
    public static GeneratedFile Qualify(GeneratedFile file, EquatableList<HiddenName> hidden, CancellationToken cancellation)
    {
        if (hidden.Count == 0)
            return file;
        var full = hidden.ToDictionary(name => name.Name, name => name.FullName, StringComparer.Ordinal);
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None);
        var root = CSharpSyntaxTree.ParseText(file.Text, options, cancellationToken: cancellation).GetRoot(cancellation);
        var text = file.Text;
        foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>().Where(IsLookedUp).Select(name => name.Identifier).Reverse())
        {
            if (full.TryGetValue(name.ValueText, out var written))
                text = text.Substring(0, name.SpanStart) + written + text.Substring(name.Span.End);
        }

        return file with { Text = text };
    }

    /// <summary>The project's part of the namespaces whose members go before what a file's <c>using</c> lines bring, the outermost first.</summary>
    private static IEnumerable<INamespaceSymbol> Around(INamespaceSymbol outermost, string rootNamespace)
    {
        var space = outermost;
        yield return space;
        foreach (var part in rootNamespace.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (space.GetMembers(part.TrimStart('@')).OfType<INamespaceSymbol>().FirstOrDefault() is not { } inner)
                yield break;
            yield return space = inner;
        }
    }

    /// <summary>What a generated file's <c>using</c> lines make of a name: the runtime before TorchSharp before the framework, which share none that is used.</summary>
    private static string? Meant(Compilation compilation, string name)
    {
        var runtime = Namespace(compilation, "MLSpec", "Runtime");
        INamespaceOrTypeSymbol?[] spaces =
        [
            runtime,
            .. (runtime?.GetNamespaceMembers() ?? []),
            Namespace(compilation, "TorchSharp")?.GetTypeMembers("torch").FirstOrDefault(),
            Namespace(compilation, "TorchSharp"),
            Namespace(compilation, "System"),
            Namespace(compilation, "System", "Linq"),
            Namespace(compilation, "System", "Diagnostics"),
            Namespace(compilation, "System", "Collections", "Generic"),
            Namespace(compilation, "System", "Collections", "Immutable"),
        ];
        var space = spaces.FirstOrDefault(space => space?.GetTypeMembers(name).Any(type => type.DeclaredAccessibility == Accessibility.Public) == true);
        return space is null ? null : $"{space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{name}";
    }

    private static INamespaceSymbol? Namespace(Compilation compilation, params string[] path) => path.Aggregate(
        (INamespaceSymbol?)compilation.GlobalNamespace,
        (space, name) => space?.GetMembers(name).OfType<INamespaceSymbol>().FirstOrDefault());

    /// <summary>Whether a name is looked up from where it stands: it follows no dot, and names no argument and no member that is set.</summary>
    private static bool IsLookedUp(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name != name,
        QualifiedNameSyntax qualified => qualified.Right != name,
        AliasQualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax => false,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
        _ => true,
    };
}
