namespace MLSpec.Runtime.Hosting;

/// <summary>How the compiler brought a <c>sup</c> or <c>inf</c> of the spec into computable form.</summary>
/// <param name="Subject">The <c>sup</c> or <c>inf</c>, in one line.</param>
/// <param name="Rule">The rule's name, for example <c>projected gradient</c>.</param>
/// <param name="Bound">What is known of the answer: <c>exact value</c>, <c>lower bound</c>, <c>upper bound</c> or <c>heuristic value</c>.</param>
/// <param name="Text">Lines for people: the problem, the method with its constants.</param>
/// <param name="Latex">The derivation as a formula, with amsmath.</param>
/// <param name="Theorem">What it rests on, by its name in the literature.</param>
/// <param name="Reference">Where that is proved.</param>
/// <param name="Places">The trainings and measures that use it.</param>
public sealed record Derivation(
    string Subject, string Rule, string Bound, IReadOnlyList<string> Text, string Latex, string Theorem, string Reference, IReadOnlyList<string> Places);
