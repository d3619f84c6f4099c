using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>
/// Writes nodes as statements, in the order in which they were made: a local for what is used more than once, what the spec names, and what a search keeps from step to step; the rest
/// stands inside the expression that uses it.
/// </summary>
internal sealed class BodyWriter
{
    private const int DeepestNesting = 2;
    private const int LongestOperand = 60;

    private readonly MethodSignature _signature;
    private readonly ModuleContext _context;
    private readonly Dictionary<Node, Code> _written = [];
    private readonly Dictionary<Node, int> _uses = [];
    private readonly HashSet<Node> _kept = [];
    private readonly HashSet<Node> _results = [];
    private readonly HashSet<Node> _fused = [];
    private readonly LocalNicknames _nicknames;

    public BodyWriter(MethodSignature signature, ModuleContext context, LocalNicknames nicknames) => (_signature, _context, _nicknames) = (signature, context, nicknames);

    /// <summary>Writes what the roots need and gives their codes: an expression where nothing else uses a root.</summary>
    public ImmutableArray<Code> Write(IndentedText text, IReadOnlyList<Node> roots)
    {
        _results.UnionWith(roots);
        WriteRegion(text, roots);
        return roots.Select(CodeOf).ToImmutableArray();
    }

    /// <summary>Writes what the roots need, with a local for each root.</summary>
    public void WriteLocals(IndentedText text, IReadOnlyList<Node> roots) => WriteRegion(text, roots);

    private void WriteRegion(IndentedText text, IReadOnlyList<Node> roots) => WriteNodes(text, Counted(roots));

    /// <summary>The nodes to be written for the roots, inputs first, with their uses counted.</summary>
    private List<Node> Counted(IReadOnlyList<Node> roots)
    {
        var nodes = Reachable(roots);
        foreach (var node in nodes)
            CountUses(node);
        foreach (var root in roots)
            _uses[root] = _uses.TryGetValue(root, out var n) ? n + 1 : 1;
        foreach (var node in nodes)
        {
            if ((Affine(node) is not null || IsBiasedConvolution(node) || IsRectifiedLayer(node)) && _uses[node.Inputs[0]] == 1)
                _fused.Add(node.Inputs[0]);
        }

        return nodes;
    }

    private void WriteNodes(IndentedText text, IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Operation is SearchOperation search)
                WriteSearch(text, node, search);
            else if (node.Operation is AscentOperation ascent)
                WriteAscent(text, node, ascent);
            else if (NeedsLocal(node))
                Declare(text, node, CodeOf(node));
        }
    }

    /// <summary>The nodes that the roots depend on and that have not been written yet, inputs first.</summary>
    private List<Node> Reachable(IReadOnlyList<Node> roots)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>(roots);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (_written.ContainsKey(node) || !seen.Add(node))
                continue;
            foreach (var input in Read(node))
                open.Push(input);
        }

        return [.. seen.OrderBy(n => n.Id)];
    }

    private void CountUses(Node node)
    {
        var read = ConvolutionCode.IsBiased(node) ? node.Inputs.Take(1) : Read(node);
        foreach (var input in read.Where(i => !ConvolutionCode.IsBias(i)))
        {
            _uses[input] = _uses.TryGetValue(input, out var n) ? n + 1 : 1;
            if (node.Operation is SearchOperation or AscentOperation)
                _kept.Add(input);
        }
    }

    private bool NeedsLocal(Node node)
    {
        if (node.Inputs.IsEmpty && node.Operation is not (DrawOperation or IndexOperation))
            return false;
        if (node.IsHost || !_uses.ContainsKey(node) || _fused.Contains(node) || (_results.Contains(node) && _uses[node] == 1))
            return false;
        return _kept.Contains(node) || _uses[node] > 1 || node.Name is not null || node.Operation is DrawOperation || Nesting(node) > DeepestNesting
            || CodeOf(node).Text.Length > LongestOperand;
    }

    /// <summary>How deep the expression of a node would be nested, counting tensor operations that get no local of their own.</summary>
    private int Nesting(Node node) =>
        Read(node).Where(i => !i.IsHost && !i.Inputs.IsEmpty && !_written.ContainsKey(i)).Select(Nesting).DefaultIfEmpty(0).Max() + 1;

    /// <summary>What the code of a node is made from.</summary>
    private static IEnumerable<Node> Read(Node node) => ClampCode.From(node) is { } clamp ? new[] { clamp.Of, clamp.Bound } : node.Inputs;

    private void Declare(IndentedText text, Node node, Code code)
    {
        if (code.Text.All(char.IsLetterOrDigit))
        {
            _written[node] = code;
            return;
        }

        var name = _nicknames.Take(node);
        text.Line(_context.Lines.Map(node.Span, $"var {name} = {code};"));
        _written[node] = Code.Primary(name);
    }

    /// <summary>A node as an expression: the name of its local, or what it computes.</summary>
    public Code CodeOf(Node node)
    {
        if (_written.TryGetValue(node, out var known))
            return known;
        return node.Operation switch
        {
            InputOperation input => _signature.Leaf(input.Input),
            ExtentOperation extent => _signature.CarrierOf(extent.Axis),
            DrawOperation draw => Draw(draw, node),
            IndexOperation index => Code.Call("torch.arange", _context.Host.Extent(index.Axis.Extent!).Text, $"device: {_signature.Device}"),
            BroadcastOperation when node.Inputs[0].IsHost => Code.Call("torch.full", _context.Host.Shape(node.Shape), CodeOf(node.Inputs[0]).Text, $"device: {_signature.Device}"),
            ReweightOperation reweight when MethodSignature.StateOf(node) is { } state =>
                ReweightCode.Of(reweight, node, [.. node.Inputs.Select(CodeOf)], _signature.NameOf(state)),
            MultiplierOperation multiplier => ReweightCode.Of(
                multiplier, node, [.. node.Inputs.Select(CodeOf)], _signature.NameOf(MethodSignature.StateOf(node)!)),
            SpreadOperation spread when node.Inputs.All(i => i.IsHost) =>
                StructureCode.Spread(spread, node, [Item(node.Inputs[0]), CodeOf(node.Inputs[1])], _context.Host),
            StackOperation when node.Inputs.All(i => i.IsHost) => Numbers(node),
            StackOperation when node.Inputs.Any(i => i.Axes.Length < node.Axes.Length) => Joined(node),
            ConcatOperation concat when node.Inputs.Any(i => i.Axes.Length < node.Axes.Length) => Concatenated(concat, node),
            _ when IsRectifiedLayer(node) && _fused.Contains(node.Inputs[0]) => Layer(Affine(node.Inputs[0]) + "Relu", node.Inputs[0]),
            _ when Affine(node) is { } affine => Layer(affine, node),
            _ when IsBiasedConvolution(node) => ConvolutionCode.Biased(node, CodeOf),
            SelectOperation when ClampCode.From(node) is { } clamp => CodeOf(clamp.Of).Then(clamp.Member, CodeOf(clamp.Bound).Text),
            _ => OperationCode.Of(node, [.. node.Inputs.Select(CodeOf)], _context.Host),
        };
    }

    /// <summary>The member that computes <c>W x + b</c> in one call, or null where none does.</summary>
    private string? Affine(Node sum)
    {
        if (sum.Operation is not ArithmeticOperation { Operator: Operator.Add } || sum.Inputs[0].Operation is not ContractOperation contract
            || _written.ContainsKey(sum.Inputs[0]) || !ContractionCode.IsMatrixVector(contract, transposed: false))
            return null;
        var (matrix, x, bias) = (sum.Inputs[0].Inputs[0], sum.Inputs[0].Inputs[1], sum.Inputs[1]);
        if (bias.Shape.Length != 1 || x.IsHost)
            return null;
        if (!bias.Axes.SequenceEqual(matrix.Axes) || (Alignment.HasReplicates(matrix) && !Alignment.HasReplicates(x)))
            return null;
        var (own, rows) = (Alignment.Items(matrix), Alignment.Items(x));
        if (own.IsEmpty && rows.Length > 0)
            return "Linear.Dense";
        var members = own.Length == 1 && own[0].Kind == AxisKind.Member;
        return members && rows.Length == (rows.Contains(own[0]) ? 2 : 1) ? "Linear.DenseMembers" : null;
    }

    /// <summary>Whether it is max 0 (W x + b), which is one call.</summary>
    private bool IsRectifiedLayer(Node node) =>
        node.Operation is CallOperation { Member: "Nn.Elementwise.Relu" } && node.Inputs[0].Name is null && !_written.ContainsKey(node.Inputs[0]) && Affine(node.Inputs[0]) is not null;

    private Code Layer(string member, Node sum) => Code.Call(member, CodeOf(sum.Inputs[0].Inputs[1]).Text, CodeOf(sum.Inputs[0].Inputs[0]).Text, CodeOf(sum.Inputs[1]).Text);

    /// <summary>A list of numbers as a tensor.</summary>
    private Code Numbers(Node list) => Code.Call(
        "torch.tensor",
        $"new {(list.Element == ElementKind.Int ? "long" : "double")}[] {{ {string.Join(", ", list.Inputs.Select(CodeOf))} }}",
        $"ScalarType.{(list.Element == ElementKind.Int ? "Int64" : "Float32")}",
        _signature.Device);

    /// <summary>A list of tensors that vary along different axes.</summary>
    private Code Joined(Node list) => Code.Call(
        "torch.stack",
        Code.Call("torch.broadcast_tensors", [.. list.Inputs.Select(i => Alignment.Align(Item(i), i, list.Axes, list.Shape.Length - 1).Text)]).Text,
        Alignment.Number(-list.Shape.Length));

    /// <summary>Tensors that vary along different axes, one after another: each repeated along the axes that it lacks.</summary>
    private Code Concatenated(ConcatOperation concat, Node node) => Code.Call(
        "torch.cat",
        $"[{string.Join(", ", node.Inputs.Select(i => i.Axes.Length == node.Axes.Length ? CodeOf(i) : Repeated(i, node)))}]",
        Alignment.Number(Alignment.CoreDimension(node, concat.Dimension)));

    private Code Repeated(Node item, Node whole)
    {
        var sizes = whole.Axes
            .Select(a => item.Axes.Contains(a) ? "-1" : a.Extent is { } extent ? _context.Host.Extent(extent).Text : _signature.CarrierOf(a).Text)
            .Concat(item.Shape.Select(_ => "-1"));
        return Alignment.Align(CodeOf(item), item, whole.Axes, item.Shape.Length).Then("expand", string.Join(", ", sizes));
    }

    private Code Item(Node item) => item.IsHost ? Code.Call("torch.tensor", $"(float){CodeOf(item).At(Precedence.Unary)}", _signature.Device) : CodeOf(item);

    /// <summary>Whether a sum is a convolution with a bias for each channel, which is one call.</summary>
    private bool IsBiasedConvolution(Node sum) => ConvolutionCode.IsBiased(sum) && !_written.ContainsKey(sum.Inputs[0]);

    private Code Draw(DrawOperation draw, Node node) => Code.Call(
        OperationCode.Member(draw.Member),
        [.. node.Inputs.Select(i => CodeOf(i).Text), _signature.ShapeOf(node), _signature.Random]);

    private void WriteSearch(IndentedText text, Node node, SearchOperation search)
    {
        text.Line(CSharpText.Comment(search.Derivation.Text[0]));
        var set = _signature.Take("set");
        text.Line($"var {set} = {PointSetCode.Of(search.Set, search.Variable, CodeOf, _signature)};");
        if (search.Method is RestartedGradientMethod restarted)
        {
            WriteRestarts(text, node, search, restarted, set);
            return;
        }

        var steps = search.Method is ProjectedGradientMethod projected ? projected.Steps : null;
        var point = _nicknames.Take(node, search.Variable.Name ?? "worst");
        text.Line(PointSetCode.StartsAtRandom(search.Method)
            ? $"var {point} = {set}.Start({_signature.Random});"
            : $"var {point} = {set}.Start();");
        _written[search.Variable] = Code.Primary(point);
        var move = search.Maximize ? "Ascend" : "Descend";
        if (steps is null)
        {
            text.Line("{");
            WriteMove(text.Indented(), search, $"{set}.{move}(ref {point}, {{0}}, 1.0);");
            text.Line("}\n");
        }
        else
        {
            var counter = _signature.Take("iteration");
            var count = CodeOf(steps);
            text.Line($"for (var {counter} = 0; {counter} < {count}; {counter}++)");
            text.Line("{");
            WriteMove(text.Indented(), search, $"{set}.{move}(ref {point}, {{0}}, 2.5 / {count.At(Precedence.Unary)});");
            text.Line("}\n");
        }

        _written[node] = Code.Primary(point);
    }

    private void WriteMove(IndentedText text, SearchOperation search, string move)
    {
        text.Line($"using var {_signature.Take("scope")} = torch.NewDisposeScope();");
        WriteRegion(text, [search.Gradient]);
        text.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, move, PerItem(search.Gradient, search, search.Variable.Shape.Length)));
    }

    private void WriteRestarts(IndentedText text, Node node, SearchOperation search, RestartedGradientMethod method, string set)
    {
        var name = _signature.Take("search");
        var numbers = $"steps: {CodeOf(method.Steps)}, restarts: {CodeOf(method.Restarts)}, momentum: {CodeOf(method.Momentum)}, step: {CodeOf(method.Step)}, decay: {CodeOf(method.Decay)}";
        var rank = search.Variable.Shape.Length;
        text.Line($"var {name} = PointSearch.{(search.Maximize ? "Ascent" : "Descent")}({set}, {Alignment.Number(rank)}, {numbers});");
        _written[search.Variable] = Code.Primary($"{name}.Point");
        text.Line($"while ({name}.Restart({_signature.Random}))");
        text.Line("{");
        var run = text.Indented();
        run.Line("while (true)");
        run.Line("{");
        var body = run.Indented();
        body.Line($"using var {_signature.Take("scope")} = torch.NewDisposeScope();");
        var nodes = Counted(search.LoopRoots);
        var compared = new HashSet<Node>(Reachable([search.Objective]));
        WriteNodes(body, nodes.Where(compared.Contains));
        body.Line($"if (!{name}.Improve({PerItem(search.Objective, search, 0)}))");
        body.Indented().Line("break;");
        WriteNodes(body, nodes.Where(n => !compared.Contains(n)));
        body.Line($"{name}.Move({PerItem(search.Gradient, search, rank)});");
        run.Line("}");
        text.Line("}\n");
        var point = _nicknames.Take(node, search.Variable.Name ?? "worst");
        text.Line($"var {point} = {name}.Best;");
        _written[node] = Code.Primary(point);
    }

    /// <summary>What a search computes for each of its items, with a dimension for each of the point's axes.</summary>
    private Code PerItem(Node root, SearchOperation search, int rank) =>
        root.Axes.Length < search.Variable.Axes.Length ? Alignment.Align(CodeOf(root), root, search.Variable.Axes, rank) : CodeOf(root);

    private void WriteAscent(IndentedText text, Node node, AscentOperation operation)
    {
        var ascent = _signature.Take("ascent");
        text.Line($"var {ascent} = new DualAscent({CodeOf(node.Inputs[operation.Variables.Length])});");
        for (var i = 0; i < operation.Variables.Length; i++)
        {
            var (variable, start) = (operation.Variables[i], node.Inputs[i]);
            var from = start.IsHost ? CodeOf(start).Text : Alignment.Align(CodeOf(start), start, variable.Variable.Axes, variable.Variable.Shape.Length).Text;
            var high = variable.High is { } limit ? CSharpText.Number(limit.ToDouble()) : "double.PositiveInfinity";
            var numbers = $"{CSharpText.Number(variable.Low.ToDouble())}, {high}, {CSharpText.Number(variable.Rate.ToDouble())}";
            var name = _signature.Take(variable.Variable.Name!);
            text.Line($"var {name} = {ascent}.Variable({from}, {_signature.ShapeOf(variable.Variable)}, {numbers}{(start.IsHost ? $", {_signature.Device}" : "")});");
            _written[variable.Variable] = Code.Primary(name);
        }

        text.Line("while (true)");
        text.Line("{");
        var body = text.Indented();
        body.Line($"using var {_signature.Take("scope")} = torch.NewDisposeScope();");
        WriteRegion(body, [operation.Objective]);
        body.Line($"if (!{ascent}.Improve({CodeOf(operation.Objective)}))");
        body.Indented().Line("break;");
        WriteRegion(body, [.. operation.Gradients.OfType<Node>()]);
        body.Line($"{ascent}.Step({string.Join(", ", operation.Gradients.Select((g, i) => Gradient(g, operation.Variables[i].Variable)))});");
        text.Line("}\n");
        _written[node] = Code.Primary($"{ascent}.Best");
    }

    /// <summary>A gradient with a dimension for each one of its variable, or null.</summary>
    private string Gradient(Node? gradient, Node variable) =>
        gradient is null ? "null" : Alignment.Align(CodeOf(gradient), gradient, variable.Axes, variable.Shape.Length).Text;
}
