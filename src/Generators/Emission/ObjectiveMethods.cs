using MLSpec.Dsl.Lowering;

namespace MLSpec.Generators.Emission;

/// <summary>The methods of a module's objectives, in the order of their first use: the value, and the value with its gradients. Trainings that optimise the same share them.</summary>
internal sealed class ObjectiveMethods
{
    private readonly List<Function> _all = [];
    private readonly Dictionary<string, Function> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<OptimizeStep, (Function Value, Function Gradient)> _of = [];

    public ObjectiveMethods(ModuleContext context)
    {
        foreach (var step in context.Module.Trainings.SelectMany(t => TrainingSteps.Optimised(t.Steps)))
        {
            if (!_of.ContainsKey(step))
                _of[step] = (Shared(context, step.Name, name => ObjectivesEmitter.Value(context, step, name)), Shared(context, step.Name + "_with_gradient", name => ObjectivesEmitter.Gradient(context, step, name)));
        }
    }

    public IEnumerable<string> Texts => _all.Select(f => f.Text);

    public Function Gradient(OptimizeStep step) => _of[step].Gradient;

    /// <summary>The text of what a training optimises.</summary>
    public IEnumerable<string> TextsOf(LoweredTraining training) => TrainingSteps.Optimised(training.Steps).SelectMany(s => new[] { _of[s].Value.Text, _of[s].Gradient.Text });

    /// <summary>A method with the same body, if there is one already.</summary>
    private Function Shared(ModuleContext context, string name, Func<string, Function> write)
    {
        const string Unnamed = "\0";
        var anonymous = write(Unnamed);
        var text = string.Join("\n", anonymous.Text.Split('\n').Where(line => line.Length == 0 || line[0] != '#'));
        if (_byText.TryGetValue(text, out var known))
            return known;
        var named = context.Names.TakeMember(name);
        var function = anonymous with { Name = named, Text = anonymous.Text.Replace($" {Unnamed}(", $" {named}(") };
        _all.Add(function);
        return _byText[text] = function;
    }
}
