using System.Text.Json;
using System.Text.RegularExpressions;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary><c>docs/results.md</c> and <c>results.json</c> name the same things.</summary>
public sealed class DocumentedFormatTests
{
    private static readonly string _table = Table();
    private static readonly JsonElement _report = JsonDocument.Parse(ReportFiles.ToJson(SampleReport.Of())).RootElement;

    /// <summary>The paths of the table, each with the fields that its type lists.</summary>
    public static TheoryData<string, string> Paths()
    {
        var paths = new TheoryData<string, string>();
        foreach (Match row in Regex.Matches(_table, @"^\| (`[^|]*`) \| ([^|]*) \|", RegexOptions.Multiline))
            foreach (Match path in Regex.Matches(row.Groups[1].Value, "`([^`]+)`"))
                paths.Add(path.Groups[1].Value.StartsWith('.') ? "protocols[]" + path.Groups[1].Value : path.Groups[1].Value, row.Groups[2].Value);
        return paths;
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_of_the_table_exists(string path, string type)
    {
        var found = path.Split('.').Aggregate((IEnumerable<JsonElement>)[_report], (at, name) => at.SelectMany(one => Inside(one, name))).ToArray();
        Assert.NotEmpty(found);
        if (Regex.Match(type, "^`{ (.*) }`") is { Success: true } fields)
            foreach (var field in fields.Groups[1].Value.Split(", ")) Assert.Contains(found, one => one.TryGetProperty(field.TrimEnd('[', ']'), out _));
    }

    [Fact]
    public void Every_name_of_the_file_is_in_the_table()
    {
        var words = Regex.Matches(_table, @"\w+").Select(word => word.Value).ToHashSet();
        Assert.All(Names(_report).Distinct(), name => Assert.Contains(name, words));
    }

    [Fact]
    public void The_table_is_of_the_format_that_is_written() => Assert.Contains($"| `format` | {RunReport.CurrentFormat} |", _table);

    private static IEnumerable<JsonElement> Inside(JsonElement at, string name)
    {
        if (!at.TryGetProperty(name.Replace("[]", ""), out var value)) return [];
        return name.EndsWith("[]", StringComparison.Ordinal) ? value.EnumerateArray() : [value];
    }

    private static IEnumerable<string> Names(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().SelectMany(property => Names(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => at.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static string Table()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "results.md")).Split("## `results.json`")[1];
    }
}
