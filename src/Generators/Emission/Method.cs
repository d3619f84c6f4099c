using System.Text;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A generated method: what it is for, how its robust parts were derived, its signature and its body.</summary>
internal static class Method
{
    /// <summary>A line that is indented by up to four levels stays below 140 columns.</summary>
    private const int LongestLine = 116;

    public static string Render(FunctionGraph graph, string head, MethodSignature signature, IndentedText body, string result, LineMap map)
    {
        var text = new StringBuilder();
        if (Documentation(graph) is { Length: > 0 } documentation)
            text.Append(documentation).Append('\n');
        var parameters = Wrapped(head, [.. signature.Parameters.Select(p => p.ToString())]);
        var span = graph.Outputs[0].Span;
        if (body.ToString() is { Length: > 0 } lines)
            return text.Append(parameters).Append("\n{\n").Append(Indent(lines)).Append(Indent(map.Map(span, $"return {result};"))).Append("\n}\n").ToString();
        var expression = Indent(map.Map(span, result + ";"));
        return expression.IndexOf('\n') >= 0 || parameters.Length + result.Length > LongestLine
            ? text.Append(parameters).Append(" =>\n").Append(expression).Append('\n').ToString()
            : text.Append(parameters).Append(" => ").Append(result).Append(";\n").ToString();
    }

    /// <summary><c>head(a, b)</c>, or an item a line where that would be long.</summary>
    public static string Wrapped(string head, IReadOnlyList<string> items) => head.Length + items.Sum(i => i.Length + 2) <= LongestLine
        ? $"{head}({string.Join(", ", items)})"
        : $"{head}(\n    {string.Join(",\n    ", items)})";

    public static string ResultType(Node output) => output.IsHost ? MethodSignature.HostType(output) : "Tensor";

    /// <summary>Every line that is not empty one level further in.</summary>
    public static string Indent(string lines) =>
        string.Concat(lines.Split('\n').Select((line, i) => (i == 0 ? "" : "\n") + (line.Length == 0 || line[0] == '#' ? line : "    " + line)));

    /// <summary>Lines that go on where a line of a template has begun: all but the first one level further in.</summary>
    public static string Continued(string lines) => lines.Replace("\n", "\n    ");

    /// <summary>A long line as several, broken between words.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LongestLine)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        yield return line.ToString();
    }

    private static string Documentation(FunctionGraph graph)
    {
        var parts = new List<string>();
        if (graph.Documentation is { Length: > 0 } documentation)
            parts.Add(CSharpText.Documentation("summary", documentation));
        var derivations = graph.Derivations.SelectMany(d => d.Text.Concat([$"{d.Theorem} ({d.Reference})"])).ToList();
        if (derivations.Count > 0)
            parts.Add(CSharpText.Documentation("remarks", string.Join("\n", derivations.SelectMany(Lines))));
        return string.Join("\n", parts);
    }
}
