using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>What every emitter of a module shares: its names, its options, and the header of its files.</summary>
internal sealed class ModuleContext
{
    private readonly Dictionary<object, IReadOnlyList<string>> _members = new(ByReference.Comparer);
    private readonly EmissionMemo? _previous;

    /// <param name="previous">What was kept of an earlier version of the module.</param>
    public ModuleContext(LoweredModule module, EmissionOptions options, EmissionMemo? previous)
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
        var scope = $"{options}\n{module.Source.Path}\n{name}";
        _previous = previous?.Fits(Names, scope) == true ? previous : null;
        Memo = new EmissionMemo(Names, scope);
        Loaders = string.Join("\n", module.Data.Where(d => !d.IsReplay).Select(d => DataEmitter.Rows(this, d.Symbol, "", "")));
        Objectives = new ObjectiveMethods(this);
    }

    public LoweredModule Module { get; }

    /// <summary>Whether the module has environments, whose runtime is a room of its own.</summary>
    private bool HasWorlds =>
        Module.Data.Any(d => d.IsReplay || d.Source.Arguments.Any(a => a is EnvironmentArgument))
        || Hosts.Any(h => Graphs.Reachable([h]).Any(n => n.Operation is EpisodesOperation));

    private IEnumerable<Node> Hosts => Module.Protocols.SelectMany(p => p.Hosts)
        .Concat(Module.Trainings.SelectMany(t => TrainingSteps.All(t.Steps)).OfType<MeasureStep>().Select(m => m.Value));

    public EmissionOptions Options { get; }

    public LineMap Lines { get; }

    public ModuleNames Names { get; }

    public HostCode Host { get; }

    public ObjectiveMethods Objectives { get; }

    /// <summary>For emitting the next version of the module.</summary>
    public EmissionMemo Memo { get; }

    public string Namespace { get; }

    public string Class { get; }

    /// <summary>How data are loaded, as far as others see it.</summary>
    public string Loaders { get; }

    /// <summary>The spec's path as reports show it: relative to the project.</summary>
    public string RelativePath => SpecPath.Relative(Module.Source.Path, Options.ProjectDirectory);

    /// <summary>The members that something of the module becomes, written once: its file shows them, and fingerprints hash them.</summary>
    public IReadOnlyList<string> Members(object of, Func<IEnumerable<string>> write) =>
        _members.TryGetValue(of, out var known) ? known : _members[of] = write().ToList();

    /// <summary>
    /// What is written of a lowered thing, or what was written of it in an earlier version of the module: it rests on the thing itself, on all that the thing names, and on the names of
    /// these in C#.
    /// </summary>
    /// <param name="rests">Everything else that it rests on.</param>
    public T Kept<T>(object of, string role, string rests, Func<T> write)
        where T : class
    {
        var entry = _previous?.Find(of, role, rests) is { } known && Names.TryTake(known.Names) ? known : null;
        if (entry is null)
        {
            var (written, names) = Names.Recording(write);
            entry = new(role, rests, names, written);
        }

        Memo.Keep(of, entry);
        return (T)entry.Written;
    }

    /// <inheritdoc cref="Kept{T}(object, string, string, Func{T})"/>
    /// <param name="rests">Objects that it rests on.</param>
    public T Kept<T>(object of, string role, IEnumerable<object> rests, Func<T> write)
        where T : class
    {
        var on = rests.ToList();
        var known = _previous?.Find(of, role, "")?.Written as Resting<T>;
        var current = known is not null && known.On.SequenceEqual(on) ? known : new Resting<T>(on, write());
        Memo.Keep(of, new(role, "", [], current));
        return current.Written;
    }

    /// <summary>Renders one of the file templates around the members.</summary>
    public GeneratedFile File(string role, params string[] members) => Documented(role, null, members);

    /// <param name="documentation">Plain text for the class, in one of its files.</param>
    public GeneratedFile Documented(string role, string? documentation, params string[] members)
    {
        var head = _previous?.Heads.TryGetValue(documentation ?? "", out var known) == true ? known : Template.Named("File").Render(new
        {
            Namespace,
            Class,
            Control = HasWorlds,
            Documentation = documentation is null ? "" : CSharpText.Documentation("summary", documentation) + "\n",
        });
        Memo.Heads[documentation ?? ""] = head;
        LaidOutFile? before = null;
        _previous?.Files.TryGetValue(role, out before);
        var file = Memo.Files[role] = LaidOutFile.Of(role, head, [.. members.Select(LaidOut)], Lines, before);
        return file.File;
    }

    private LaidOutMember LaidOut(string member)
    {
        LaidOutMember? known = null;
        _previous?.Members.TryGetValue(member, out known);
        return Memo.Members[member] = known ?? LaidOutMember.Of(member);
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
        return new(name, [.. signature.Parameters], Method.Render(graph, $"{access} static {type} {name}", signature, body, result, Lines));
    }

    /// <param name="layers">Names for nodes that the graph itself does not tell.</param>
    public BodyWriter Writer(MethodSignature signature, FunctionGraph graph, IEnumerable<(Node, string)>? layers = null) =>
        new(signature, this, new LocalNicknames(graph, signature, layers ?? []));

    private sealed record Resting<T>(List<object> On, T Written);
}
