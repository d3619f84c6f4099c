using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Emission;

/// <summary>The methods of a module's objectives, in the order of their first use: the value, and the value with its gradients. Trainings that optimise the same share them.</summary>
internal sealed class ObjectiveMethods
{
    private readonly List<Function> _all = [];
    private readonly Dictionary<string, Function> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<OptimizeStep, (Function Value, Function Gradient)> _of = new(ByReference.Comparer);

    public ObjectiveMethods(ModuleContext context)
    {
        foreach (var step in context.Module.Trainings.SelectMany(t => TrainingSteps.Optimised(t.Steps)).Where(s => !_of.ContainsKey(s)))
        {
            var value = context.Kept(step, "value", "", () => new Unnamed(ObjectivesEmitter.Value(context, step, Unnamed.Name)));
            var gradient = context.Kept(step, "gradient", "", () => new Unnamed(ObjectivesEmitter.Gradient(context, step, Unnamed.Name)));
            _of[step] = (Shared(context, step.Name, value), Shared(context, step.Name + "_with_gradient", gradient));
        }
    }

    public IEnumerable<string> Texts => _all.Select(f => f.Text);

    public Function Gradient(OptimizeStep step) => _of[step].Gradient;

    /// <summary>The text of what a training optimises.</summary>
    public IEnumerable<string> TextsOf(LoweredTraining training) => TrainingSteps.Optimised(training.Steps).SelectMany(s => new[] { _of[s].Value.Text, _of[s].Gradient.Text });

    /// <summary>A method with the same body, if there is one already.</summary>
    private Function Shared(ModuleContext context, string name, Unnamed method)
    {
        if (_byText.TryGetValue(method.Body, out var known))
            return known;
        var function = method.Called(context.Names.TakeMember(name));
        _all.Add(function);
        return _byText[method.Body] = function;
    }

    /// <summary>A method that has not been given its name yet.</summary>
    private sealed class Unnamed(Function function)
    {
        public const string Name = "\0";

        private Function? _called;

        /// <summary>What tells it from others, wherever in the spec it comes from.</summary>
        public string Body { get; } = string.Join("\n", function.Text.Split('\n').Where(line => line.Length == 0 || line[0] != '#'));

        public Function Called(string name) => _called?.Name == name
            ? _called
            : _called = function with { Name = name, Text = function.Text.Replace($" {Name}(", $" {name}(") };
    }
}
