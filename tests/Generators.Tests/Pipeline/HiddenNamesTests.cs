using MLSpec.Generators.Emission;
using static MLSpec.Generators.MlSpecGenerator;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>A project may call its classes what it likes: the runtime's names in generated code stay the runtime's.</summary>
public sealed class HiddenNamesTests
{
    public static TheoryData<string> Samples => [.. SpecSamples.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_spec_compiles_beside_classes_of_all_the_names_that_it_uses(string name)
    {
        var sample = SpecSamples.All.Single(candidate => candidate.Name == name);
        var module = Path.GetFileNameWithoutExtension(name);
        var others = NameScope.Used.Where(used => used != module && used is not ("TorchSharp" or "torch"));

        var driver = SpecDriver.Create((name, sample.Text)).WithCSharp("namespace Lab;\n" + string.Concat(others.Select(used => $"class {used} {{ }}\nclass {used}<T> {{ }}\n")));
        if (module == "Functions")
            driver = driver.WithCSharp(SpecSamples.UserCode(name[..name.LastIndexOf('/')]).Replace(" Tensor ", " TorchSharp.torch.Tensor ", StringComparison.Ordinal).Replace("(Tensor ", "(TorchSharp.torch.Tensor ", StringComparison.Ordinal));

        Assert.Empty(driver.Complaints());
    }

    [Theory]
    [InlineData("namespace Lab;\nclass Linear { }")]
    [InlineData("class Linear { }")]
    [InlineData("namespace Lab.Linear;\nclass Layer { }")]
    public void Only_the_hidden_name_is_written_in_full(string user)
    {
        var sample = SpecSamples.All.Single(candidate => candidate.Name.EndsWith("/Plain.mlspec", StringComparison.Ordinal));
        var driver = SpecDriver.Create((sample.Name, sample.Text));

        var beside = driver.WithCSharp(user);

        Assert.Empty(beside.Complaints());
        Assert.NotEqual(driver.Files, beside.Files);
        Assert.Equal(driver.Files, beside.Files.ToDictionary(file => file.Key, file => file.Value.Replace("global::MLSpec.Runtime.Nn.Linear", "Linear", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_class_elsewhere_changes_nothing()
    {
        var driver = SpecDriver.Create(("a.mlspec", "module A\n\nparam radius = 0.1\n"));

        var beside = driver.WithCSharp("namespace Other;\nclass Hyperparameter { }");

        Assert.Equal(driver.Files, beside.Files);
        Assert.Empty((IEnumerable<object>)Assert.Single(beside.Values(Steps.HiddenNames)));
    }
}
