using System.Collections.Concurrent;
using System.Globalization;
using Scriban;
using Scriban.Runtime;

namespace MLSpec.Generators.Text;

/// <summary>
/// One of the embedded Scriban templates (<c>Templates/*.sbncs</c>), parsed at its first use. Templates have Scriban's statements and none of its functions: whatever is to be computed,
/// the emitters compute, and setting the functions up would take longer than all else that a first run does with templates.
/// </summary>
public sealed class Template
{
    private static readonly ConcurrentDictionary<string, Template> _named = new(StringComparer.Ordinal);

    private readonly Lazy<Scriban.Template> _parsed;

    /// <summary>The template of a name, parsed once a process.</summary>
    /// <param name="name">The file's name without its extension.</param>
    public static Template Named(string name) => _named.GetOrAdd(name, static n => new Template(n));

    /// <summary>Parses all templates and renders one.</summary>
    public static void Prepare()
    {
        foreach (var name in new[] { "Experiment", "Parameters", "Params", "Protocol", "Rows", "TrainedModels", "Training" })
            _ = Named(name)._parsed.Value;
        Named("File").Render(new { Namespace = "", Class = "", Documentation = "" });
    }

    private Template(string name)
        : this(name, () => Read(name))
    {
    }

    internal Template(string name, Func<string> read) => _parsed = new Lazy<Scriban.Template>(() => Parse(name, read()));

    /// <summary>
    /// The template with the model's public properties as its variables, in <c>snake_case</c>. A value of several lines keeps the indentation of its place. A variable or
    /// property that does not exist is an error.
    /// </summary>
    /// <exception cref="Scriban.Syntax.ScriptRuntimeException">The template asks for what the model does not have.</exception>
    public string Render(object model)
    {
        var variables = new ScriptObject();
        variables.Import(model);
        var context = new TemplateContext(new ScriptObject())
        {
            LoopLimit = 0,
            LimitToString = 0,
            RecursiveLimit = 0,
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedIndexerAccess = false,
            EnableRelaxedFunctionAccess = false,
            NewLine = "\n",
        };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(variables);
        return _parsed.Value.Render(context);
    }

    private static Scriban.Template Parse(string name, string text)
    {
        var template = Scriban.Template.Parse(text.Replace("\r\n", "\n"), name + ".sbncs");
        return template.HasErrors ? throw new InvalidOperationException(string.Join("\n", template.Messages)) : template;
    }

    private static string Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream($"Templates/{name}.sbncs")
            ?? throw new ArgumentException($"there is no template {name}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
