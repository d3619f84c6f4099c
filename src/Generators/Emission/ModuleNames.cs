using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>
/// What everything in the class of a module is called: one scope for the members of the class, one for those of each type in it. Names are given in a fixed order, so that they depend on
/// the spec alone; what is taken gets a number.
/// </summary>
internal sealed class ModuleNames
{
    private readonly NameScope _members;
    private readonly Dictionary<(object Of, string Role), string> _names = [];
    private readonly Dictionary<(object Of, string Field), string> _fields = [];
    private List<(string Wanted, string Given)>? _recorded;

    public ModuleNames(LoweredModule module, string @class)
    {
        _members = NameScope.OfMembers(["Params", "Options", "Experiment", "SpecText", "Label", @class]);
        TakeAll(module.Externs.Select(e => e.Symbol), "");
        TakeAll(module.Models.Select(m => m.Symbol), "");
        TakeAll(module.Functions.Select(f => f.Symbol), "");
        TakeAll(module.Constants.Select(c => c.Symbol), "");
        TakeAll(module.Schedules.Select(s => s.Symbol), "");
        TakeFields(module.Params.Select(p => ((object)p.Symbol, p.Symbol.Name)), "", "Params", "Options", "Clone");
        foreach (var data in module.Data)
        {
            Take(data.Symbol, "Rows", data.Symbol.Name + "_rows");
            if (!data.IsReplay)
                Take(data.Symbol, "Load", "load_" + data.Symbol.Name);
            TakeFields(data.Fields.Select(f => ((object)data.Symbol, f.Name)), Rows(data.Symbol), "Schema", "Columns", "FromColumns", "Clone");
        }

        foreach (var model in module.Models)
        {
            foreach (var instance in Instances(module, model))
            {
                Take(instance, "Parameters", instance.Name + "_parameters");
                TakeFields(model.Weights.Select(w => ((object)instance, w.Path)), Parameters(instance), "All", "Flat", "Zeros", "Initialise", "Join", "Replicate", "ZerosLike", "Layout", "Clone", "Save", "Restore");
            }
        }

        foreach (var training in module.Trainings)
        {
            Take(training, "Models", training.Name + "_models");
            Take(training, "Train", "train_" + training.Name);
            Take(training, "Training", training.Name + "_training");
            TakeFields(training.Instances.Select(i => ((object)training, i.Name)), Models(training), "Zeros", "Join", "Replicate", "Save", "Restore", "Clone");
        }

        foreach (var protocol in module.Protocols)
            Take(protocol);
    }

    /// <summary>The name of a member of the class that has been given already.</summary>
    public string this[object of, string role = ""] => _names[(of, role)];

    public string Param(GlobalSymbol param) => _fields[(param, param.Name)];

    public string Rows(GlobalSymbol data) => this[data, "Rows"];

    public string Loader(GlobalSymbol data) => this[data, "Load"];

    public string Column(GlobalSymbol data, string field) => _fields[(data, field)];

    /// <summary>The class of an instance's parameters: one a model, one an ensemble; a target has that of what it follows, and a run's result that of the instance trained.</summary>
    public string Parameters(ModelInstance instance) => this[Own(instance), "Parameters"];

    public string Weight(ModelInstance instance, string path) => _fields[(Own(instance), path)];

    public string Models(LoweredTraining training) => this[training, "Models"];

    public string Trained(LoweredTraining training, ModelInstance instance) => _fields[(training, training.Instances.First((instance.Trained ?? instance).Equals).Name)];

    public string Cell(LoweredProtocol protocol) => this[protocol.Symbol, "Cell"];

    public string Values(LoweredProtocol protocol) => this[protocol.Symbol, "Values"];

    public string Coordinate(GridSymbol variable) => _fields[(variable, variable.Name)];

    public string Value(MeasureSymbol measure) => _fields[(measure, measure.Name)];

    /// <summary>A name for one more member of the class.</summary>
    public string TakeMember(string name)
    {
        var given = _members.Take(name);
        _recorded?.Add((name, given));
        return given;
    }

    /// <summary>Takes names for members if they can be had as they were given before.</summary>
    public bool TryTake(IReadOnlyList<(string Wanted, string Given)> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var given = _members.Take(names[i].Wanted);
            if (given == names[i].Given)
                continue;
            _members.Release(given);
            foreach (var (_, taken) in names.Take(i))
                _members.Release(taken);
            return false;
        }

        return true;
    }

    /// <summary>What is written, and the names for members that it takes on the way.</summary>
    public (T Written, IReadOnlyList<(string Wanted, string Given)> Names) Recording<T>(Func<T> write)
    {
        var names = _recorded = [];
        var written = write();
        _recorded = null;
        return (written, names);
    }

    /// <summary>Whether all that is named here and there has the same name.</summary>
    public bool AgreesWith(ModuleNames other) => Agree(_names, other._names) && Agree(_fields, other._fields);

    /// <summary>An empty scope of locals that hide nothing that methods use.</summary>
    public NameScope Locals() => NameScope.OfLocals();

    /// <summary>The parameters of its own that a model has: its single instance's, and each ensemble's.</summary>
    public static IEnumerable<ModelInstance> Instances(LoweredModule module, LoweredModel model) => module.Trainings.SelectMany(t => t.Instances)
        .Where(i => i.Members is not null && i.Of is null && i.Run is null && ReferenceEquals(i.Model, model.Symbol))
        .Distinct()
        .Prepend(model.Instance);

    private static bool Agree(Dictionary<(object, string), string> here, Dictionary<(object, string), string> there) =>
        here.All(name => !there.TryGetValue(name.Key, out var other) || other == name.Value);

    private static ModelInstance Own(ModelInstance instance) =>
        instance.Trained is { } trained ? Own(trained) : instance.Of is { } source ? Own(source) : instance;

    private void Take(LoweredProtocol protocol)
    {
        var (symbol, name) = (protocol.Symbol, protocol.Symbol.Name);
        foreach (var (role, wanted) in new[] { ("Protocol", name + "_protocol"), ("Cell", name + "_cell"), ("Values", name + "_values"), ("Cells", name + "_cells"), ("Measure", "measure_" + name) })
            Take(symbol, role, wanted);
        var variables = protocol.Grid.SelectMany(g => g.Symbols).ToList();
        foreach (var variable in variables)
        {
            Take(variable, "", $"{name}_{variable.Name}");
            Take(variable, "By", $"{name}_by_{variable.Name}");
        }

        foreach (var measure in protocol.Measures)
            Take(measure.Symbol, "", $"{name}_{measure.Symbol.Name}");
        foreach (var picture in protocol.Pictures)
            Take(picture.Played.Symbol, "Picture", $"{name}_{picture.Played.Symbol.Name}_picture");
        TakeFields(variables.Select(v => ((object)v, v.Name)), Cell(protocol));
        TakeFields(protocol.Measures.Select(m => ((object)m.Symbol, m.Symbol.Name)), Values(protocol));
    }

    private void TakeAll(IEnumerable<GlobalSymbol> symbols, string role)
    {
        foreach (var symbol in symbols)
            Take(symbol, role, symbol.Name);
    }

    private void Take(object of, string role, string wanted) => _names[(of, role)] = _members.Take(wanted);

    private void TakeFields(IEnumerable<(object Of, string Field)> fields, params string[] reserved)
    {
        var scope = NameScope.OfMembers(reserved);
        foreach (var (of, field) in fields)
            _fields[(of, field)] = scope.Take(field);
    }
}
