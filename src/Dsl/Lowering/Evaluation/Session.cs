using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What the lowering of one module shares: the graph, the model instances and the models' weights.</summary>
/// <param name="graph">Where nodes are made; a new graph unless there is one.</param>
internal sealed class Session(BoundModule module, GraphBuilder? graph = null)
{
    private readonly List<(ModelInstance Instance, TextSpan? Site)> _instances = [];
    private readonly Dictionary<GlobalSymbol, IReadOnlyList<LoweredWeight>> _weights = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public BoundModule Module { get; } = module;

    /// <summary>The spec: only expressions of this file have spans that messages can show.</summary>
    public string Path => Module.Source.Path;

    public GraphBuilder Graph { get; } = graph ?? new();

    /// <summary>Grid variables that are held at a value which is no number.</summary>
    public ImmutableDictionary<GridSymbol, Value> Grid { get; private set; } = ImmutableDictionary<GridSymbol, Value>.Empty;

    /// <summary>Which values of a protocol's grid these are.</summary>
    public ImmutableArray<BoundSelection> Selections { get; private set; } = ImmutableArray<BoundSelection>.Empty;

    /// <summary>The measures of the protocol being lowered, as far as they are known.</summary>
    public List<LoweredMeasure> Measures { get; } = [];

    /// <summary>Computes something with variables of the grid held at values.</summary>
    public T At<T>(IReadOnlyCollection<GridValue> held, Func<GridValue, Value> evaluate, Func<T> compute)
    {
        try
        {
            Grid = held.ToImmutableDictionary(v => v.Selection.Variable, evaluate);
            Selections = held.Select(v => v.Selection).ToImmutableArray();
            return compute();
        }
        finally
        {
            Grid = ImmutableDictionary<GridSymbol, Value>.Empty;
            Selections = ImmutableArray<BoundSelection>.Empty;
        }
    }

    /// <summary>The model's own single instance.</summary>
    public ModelInstance InstanceOf(GlobalSymbol model) => Instance(model, null, () => new ModelInstance(model, Unique(model.Name)));

    /// <summary>The ensemble that a place in the spec makes: always the same one.</summary>
    public ModelInstance Ensemble(GlobalSymbol model, Extent count, string? name, TextSpan site) => Instance(model, site, () =>
    {
        var unique = Unique(name ?? model.Name + "_ensemble");
        return new ModelInstance(model, unique, new Axis(AxisKind.Member, unique, count));
    });

    public ModelInstance TargetOf(ModelInstance source)
    {
        var known = _instances.Select(i => i.Instance).FirstOrDefault(i => i.Of == source && i.Run is null);
        if (known is not null)
            return known;
        var target = source with { Name = Unique("target_" + source.Name), Of = source };
        _instances.Add((target, null));
        return target;
    }

    /// <summary>The instance as the run with this alias leaves it.</summary>
    public ModelInstance InRun(ModelInstance instance, string alias)
    {
        var known = _instances.Select(i => i.Instance)
            .FirstOrDefault(i => i.Run == alias && i.Model == instance.Model && i.Members == instance.Members && i.Of == instance.Of);
        if (known is not null)
            return known;
        var made = instance with { Name = Unique($"{alias}_{instance.Name}"), Run = alias, Trained = instance };
        _instances.Add((made, null));
        return made;
    }

    public WeightScope ScopeOf(ModelInstance instance, Node? member) =>
        new(instance, member, _weights.TryGetValue(instance.Model, out var weights) ? weights : null);

    public IReadOnlyList<LoweredWeight> WeightsOf(ModelInstance instance) =>
        _weights.TryGetValue(instance.Model, out var weights) ? weights : throw new AlreadyReported();

    public void Define(GlobalSymbol model, IReadOnlyList<LoweredWeight> weights) => _weights[model] = weights;

    /// <summary>The weights of an instance as nodes, in order.</summary>
    public IReadOnlyList<Node> WeightNodes(ModelInstance instance) =>
        WeightsOf(instance).Select((w, i) => WeightNode(instance, i, w.Path, w.Shape)).ToList();

    public Node WeightNode(ModelInstance instance, int index, string path, ImmutableArray<Extent> shape) => Graph.Input(
        new WeightInput(instance, index, path),
        new NodeType(
            instance.Members is null ? ImmutableArray<Axis>.Empty : ImmutableArray.Create(instance.Members), shape, ElementKind.Float));

    /// <summary>The dimension that a name in a type stands for: an integer parameter.</summary>
    public Extent? NamedExtent(string name)
    {
        var param = Module.Declarations.OfType<BoundParam>().FirstOrDefault(p => p.Symbol.Name == name);
        return param is null ? null : new HostExtent(Graph.Input(new ParamInput(param.Symbol), NodeType.Host(ElementKind.Int)));
    }

    /// <summary>The name, with a number where it is taken.</summary>
    public string Unique(string name)
    {
        _names[name] = _names.TryGetValue(name, out var count) ? count + 1 : 1;
        return _names[name] == 1 ? name : Unique(name + "_" + _names[name].ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private ModelInstance Instance(GlobalSymbol model, TextSpan? site, Func<ModelInstance> make)
    {
        var known = _instances.FirstOrDefault(
            i => i.Instance.Model == model && i.Site == site && i.Instance.Of is null && i.Instance.Run is null).Instance;
        if (known is not null)
            return known;
        var made = make();
        _instances.Add((made, site));
        return made;
    }
}

/// <summary>A value of the grid that something is lowered for.</summary>
internal sealed record GridValue(BoundSelection Selection, BoundExpression Expression);
