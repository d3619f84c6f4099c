using System.Text;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A generated method: what it is for, how its robust parts were derived, its signature and its body.</summary>
internal static class Method
{
    public static string Render(FunctionGraph graph, string head, MethodSignature signature, IndentedText body, string result)
    {
        var text = new StringBuilder();
        if (Documentation(graph) is { Length: > 0 } documentation)
            text.Append(documentation).Append('\n');
        var lines = body.ToString();
        if (lines.Length == 0 && result.StartsWith("return ", StringComparison.Ordinal))
            return text.Append(head).Append('(').Append(signature).Append(") => ").Append(result.Substring("return ".Length)).Append('\n').ToString();
        text.Append(head).Append('(').Append(signature).Append(")\n{\n");
        text.Append(Indent(lines));
        return text.Append("    ").Append(result).Append("\n}\n").ToString();
    }

    public static string ResultType(Node output) => output.IsHost ? MethodSignature.HostType(output) : "Tensor";

    /// <summary>Every line that is not empty one level further in.</summary>
    public static string Indent(string lines) =>
        string.Concat(lines.Split('\n').Select((line, i) => (i == 0 ? "" : "\n") + (line.Length == 0 || line[0] == '#' ? line : "    " + line)));

    /// <summary>Lines that go on where a line of a template has begun: all but the first one level further in.</summary>
    public static string Continued(string lines) => lines.Replace("\n", "\n    ");

    private static string Documentation(FunctionGraph graph)
    {
        var parts = new List<string>();
        if (graph.Documentation is { Length: > 0 } documentation)
            parts.Add(CSharpText.Documentation("summary", documentation));
        var derivations = graph.Derivations.SelectMany(d => d.Text.Concat([$"{d.Theorem} ({d.Reference})"])).ToList();
        if (derivations.Count > 0)
            parts.Add(CSharpText.Documentation("remarks", string.Join("\n", derivations)));
        return string.Join("\n", parts);
    }
}
