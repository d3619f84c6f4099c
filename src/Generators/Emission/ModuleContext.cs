using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>What every emitter of a module shares: its names, its options, and the header of its files.</summary>
internal sealed class ModuleContext
{
    private readonly Dictionary<object, IReadOnlyList<string>> _members = [];
    private ModuleContext? _plain;

    public ModuleContext(LoweredModule module, EmissionOptions options)
    {
        Module = module;
        Options = options;
        Lines = new LineMap(module.Source, options);
        var name = CSharpName.Module(module.Name);
        var split = name.LastIndexOf('.');
        string[] namespaces = [options.RootNamespace, name.Substring(0, Math.Max(split, 0))];
        Namespace = string.Join(".", namespaces.Where(part => part.Length > 0));
        Class = name.Substring(split + 1);
        Names = new ModuleNames(module, Class);
        Host = new HostCode(module, Names);
        Objectives = new ObjectiveMethods(this);
    }

    public LoweredModule Module { get; }

    public EmissionOptions Options { get; }

    public LineMap Lines { get; }

    public ModuleNames Names { get; }

    public HostCode Host { get; }

    public ObjectiveMethods Objectives { get; }

    public string Namespace { get; }

    public string Class { get; }

    /// <summary>The spec's path as reports show it: relative to the project.</summary>
    public string RelativePath => SpecPath.Relative(Module.Source.Path, Options.ProjectDirectory);

    /// <summary>The same module without directives that lead back into the spec, which change how a method is laid out.</summary>
    public ModuleContext Plain => _plain ??= Options.EmitLineDirectives ? new(Module, Options with { EmitLineDirectives = false }) : this;

    /// <summary>The members that something of the module becomes, written once: its file shows them, and fingerprints hash them.</summary>
    public IReadOnlyList<string> Members(object of, Func<IEnumerable<string>> write) =>
        _members.TryGetValue(of, out var known) ? known : _members[of] = write().ToList();

    /// <summary>Renders one of the file templates around the members.</summary>
    public GeneratedFile File(string role, params string[] members) => Documented(role, null, members);

    /// <param name="documentation">Plain text for the class, in one of its files.</param>
    public GeneratedFile Documented(string role, string? documentation, params string[] members)
    {
        var text = Template.Named("File").Render(new
        {
            Namespace,
            Class,
            Documentation = documentation is null ? "" : CSharpText.Documentation("summary", documentation) + "\n",
            Members = string.Join("\n\n", members.Select(m => m.TrimEnd('\n'))),
        });
        var lines = text.Split('\n').Select(line => line.TrimEnd(' '));
        return new GeneratedFile(role, LineMap.Align(string.Join("\n", lines)));
    }

    /// <summary>A method that computes a graph and returns its output, or a tuple of its outputs.</summary>
    public Function Function(string name, FunctionGraph graph, string access = "public")
    {
        var signature = MethodSignature.Of(graph, [], Host);
        var body = new IndentedText(0);
        var codes = Writer(signature, graph).Write(body, graph.Outputs);
        var (type, result) = codes.Length == 1
            ? (Method.ResultType(graph.Outputs[0]), codes[0].Text)
            : ($"({string.Join(", ", graph.Outputs.Select(Method.ResultType))})", $"({string.Join(", ", codes)})");
        return new(name, signature, Method.Render(graph, $"{access} static {type} {name}", signature, body, result, Lines));
    }

    /// <param name="layers">Names for nodes that the graph itself does not tell.</param>
    public BodyWriter Writer(MethodSignature signature, FunctionGraph graph, IEnumerable<(Node, string)>? layers = null) =>
        new(signature, this, new LocalNicknames(graph, signature, layers ?? []));
}

/// <summary>A generated method and how it is called.</summary>
internal sealed record Function(string Name, MethodSignature Signature, string Text);
