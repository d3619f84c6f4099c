using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds <c>picture walk = rollout (cliff 0.1) (mode actor) where wind == 0.1</c>.</summary>
internal sealed partial class ProtocolBinder
{
    /// <summary>The prelude's record of what an episode came to.</summary>
    private const string Episode = "Episode";

    private void BindPicture(PictureItem syntax)
    {
        var symbol = new MeasureSymbol(syntax.Name.Text, syntax.Documentation, tree.Source.Path, syntax.Name.Span);
        ReportTwice("picture", symbol, _pictures.Select(p => p.Symbol));
        _pictures.Add(new BoundPicture(
            symbol, expressions.Infer(syntax.Value, _scope), ImmutableArray<GridSymbol>.Empty, BindCondition(syntax.Condition), syntax.Span));
    }

    /// <summary>Once all types are known: a picture is of episodes, which nothing that is measured decides.</summary>
    private void FinishPictures()
    {
        var dependence = new GridDependence(_grid, _runs, _lets, _measures);
        Replace(_pictures, picture =>
        {
            var value = expressions.Finish(picture.Value);
            if (!BoundTree.All(value).Any(e => e is BoundError) && !IsEpisodes(value.Type))
                Diagnostics.Report(
                    ExperimentDiagnostics.NotEpisodes,
                    value.Span,
                    $"A picture shows an episode, and this is a value of type `{value.Type}`.",
                    "write `rollout ENVIRONMENT POLICY`.");
            else if (dependence.MeasuresIn(value).FirstOrDefault() is { } measure)
                Diagnostics.Report(
                    ExperimentDiagnostics.NotEpisodes,
                    value.Span,
                    $"A picture is played apart from what is measured, so that it cannot depend on the measure `{measure.Name}`.",
                    "use parameters and variables of the grid.");
            return picture with { Value = value, By = dependence.VariablesOf(value).ToImmutableArray(), Condition = FinishOptional(picture.Condition) };
        });
    }

    private static bool IsEpisodes(Type type) =>
        type is AppliedType { Constructor: LanguageTypes.Distribution, Arguments: [RecordType { Name: Episode }] };
}
