using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What the lowering of one root shares: the graph and the model instances; and with the other roots of its module the models' weights.</summary>
/// <param name="graph">Where nodes are made; a new graph unless there is one.</param>
internal sealed class Session(BoundModule module, GraphBuilder? graph = null, Dictionary<GlobalSymbol, IReadOnlyList<LoweredWeight>>? weights = null)
{
    private readonly List<ModelInstance> _instances = [];
    private readonly Dictionary<GlobalSymbol, IReadOnlyList<LoweredWeight>> _weights = weights ?? [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _free = new(StringComparer.Ordinal);
    private readonly Dictionary<Node, List<Value>> _preImages = [];

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

    /// <summary>The names that were asked for, and whether the module had left them free.</summary>
    public ImmutableArray<(string Name, bool IsFree)> Asked => _free.Select(f => (f.Key, f.Value)).ToImmutableArray();

    /// <summary>The model's own single instance.</summary>
    public ModelInstance InstanceOf(GlobalSymbol model) => Known(i => i.Model == model && i.IsOwn && i.Site is null) ?? Add(new ModelInstance(model, model.Name));

    /// <summary>The ensemble that a place in the spec makes: always the same one.</summary>
    public ModelInstance Ensemble(GlobalSymbol model, Extent count, string? name, TextSpan site)
    {
        if (Known(i => i.Model == model && i.IsOwn && i.Site == site) is { } known)
            return known;
        var unique = Unique(name ?? model.Name + "_ensemble");
        return Add(new ModelInstance(model, unique, new Axis(AxisKind.Member, unique, count)) { Site = site });
    }

    public ModelInstance TargetOf(ModelInstance source) => Known(i => i.Of == source && i.Run is null)
        ?? Add(source with { Name = Unique("target_" + source.Name), Of = source });

    /// <summary>The instance as the run with this alias leaves it.</summary>
    public ModelInstance InRun(ModelInstance instance, string alias) => Known(i => i.Run == alias && i.Trained == instance)
        ?? Add(instance with { Name = Unique($"{alias}_{instance.Name}"), Run = alias, Trained = instance });

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

    /// <summary>The name, with a number where it is taken: in this root, or by a model or a training of the module.</summary>
    public string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !IsFree(unique) || !_taken.Add(unique); number++)
            unique = name + "_" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return unique;
    }

    /// <summary>Remembers what a node was made from by a map that can be undone.</summary>
    public void Remember(Node image, Value preImage)
    {
        if (!_preImages.TryGetValue(image, out var known))
            _preImages[image] = known = [];
        if (!known.Contains(preImage))
            known.Add(preImage);
    }

    /// <summary>What the node was made from, as far as that has been remembered.</summary>
    public IReadOnlyList<Value> PreImagesOf(Node image) => _preImages.TryGetValue(image, out var known) ? known : [];

    private bool IsFree(string name)
    {
        if (!_free.TryGetValue(name, out var isFree))
            _free[name] = isFree = IsFree(Module, name);
        return isFree;
    }

    /// <summary>Whether no model and no training of the module has the name.</summary>
    public static bool IsFree(BoundModule module, string name) =>
        !module.Declarations.Any(d => d is BoundModel or BoundTrain && d.Symbol.Name == name);

    private ModelInstance? Known(Func<ModelInstance, bool> isWanted) => _instances.FirstOrDefault(isWanted);

    private ModelInstance Add(ModelInstance instance)
    {
        _instances.Add(instance);
        return instance;
    }
}

/// <summary>A value of the grid that something is lowered for.</summary>
internal sealed record GridValue(BoundSelection Selection, BoundExpression Expression);
