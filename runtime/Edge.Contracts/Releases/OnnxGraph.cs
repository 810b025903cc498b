namespace Edge.Contracts;

/// <summary>What an ONNX graph reads and gives, and its operators, by its own file; nothing else of it is read, and no native library is needed.</summary>
/// <param name="Inputs">What it reads, without initializers that older files list among the inputs.</param>
/// <param name="Outputs">What it gives.</param>
public sealed record OnnxGraph(IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs)
{
    /// <summary>Most operators that are read; a graph of more is refused.</summary>
    private const int NodeCountMax = 1_000_000;

    // Field numbers of onnx.proto3.
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int NodeInput = 1;
    private const int NodeOutput = 2;
    private const int NodeOperator = 4;
    private const int NodeDomain = 7;
    private const int GraphInitializer = 5;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private const int TensorName = 8;
    private const int ValueName = 1;
    private const int ValueType = 2;
    private const int TypeTensor = 1;
    private const int TensorElementType = 1;
    private const int TensorShape = 2;
    private const int ShapeDimension = 1;
    private const int DimensionValue = 1;

    /// <summary>Its operators, in its order.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        var model = new ProtobufReader(file);
        while (model.Next(file.Length, out int field, out long end))
        {
            if (field == ModelGraph)
            {
                return ReadGraph(model, end);
            }

            model.SkipTo(end);
        }

        throw new InvalidDataException("It has no graph.");
    }

    private static OnnxGraph ReadGraph(ProtobufReader reader, long graphEnd)
    {
        var inputs = new List<OnnxValue>();
        var outputs = new List<OnnxValue>();
        var nodes = new List<OnnxNode>();
        var initializers = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Next(graphEnd, out int field, out long end))
        {
            switch (field)
            {
                case GraphNode when nodes.Count >= NodeCountMax:
                    throw new InvalidDataException($"It has more than {NodeCountMax} operators.");
                case GraphNode:
                    nodes.Add(ReadNode(reader, end));
                    break;
                case GraphInput:
                    inputs.Add(ReadValue(reader, end));
                    break;
                case GraphOutput:
                    outputs.Add(ReadValue(reader, end));
                    break;
                case GraphInitializer:
                    initializers.Add(ReadName(reader, end));
                    break;
            }

            reader.SkipTo(end);
        }

        return new OnnxGraph([.. inputs.Where(input => !initializers.Contains(input.Name))], outputs) { Nodes = nodes };
    }

    private static OnnxNode ReadNode(ProtobufReader reader, long nodeEnd)
    {
        string kind = string.Empty;
        string domain = string.Empty;
        var inputs = new List<string>();
        var outputs = new List<string>();
        while (reader.Next(nodeEnd, out int field, out long end))
        {
            switch (field)
            {
                case NodeInput:
                    inputs.Add(reader.Text(end));
                    break;
                case NodeOutput:
                    outputs.Add(reader.Text(end));
                    break;
                case NodeOperator:
                    kind = reader.Text(end);
                    break;
                case NodeDomain:
                    domain = reader.Text(end);
                    break;
            }

            reader.SkipTo(end);
        }

        return new OnnxNode(kind, domain, inputs, outputs);
    }

    private static string ReadName(ProtobufReader reader, long tensorEnd)
    {
        while (reader.Next(tensorEnd, out int field, out long end))
        {
            if (field == TensorName)
            {
                return reader.Text(end);
            }

            reader.SkipTo(end);
        }

        return string.Empty;
    }

    private static OnnxValue ReadValue(ProtobufReader reader, long valueEnd)
    {
        string name = string.Empty;
        long type = 0;
        List<long?>? dimensions = null;
        while (reader.Next(valueEnd, out int field, out long end))
        {
            if (field == ValueName)
            {
                name = reader.Text(end);
            }
            else if (field == ValueType && reader.Next(end, out int kind, out long kindEnd) && kind == TypeTensor)
            {
                while (reader.Next(kindEnd, out int part, out long partEnd))
                {
                    type = part == TensorElementType ? reader.Number : type;
                    dimensions = part == TensorShape ? ReadShape(reader, partEnd) : dimensions;
                    reader.SkipTo(partEnd);
                }
            }

            reader.SkipTo(end);
        }

        return new OnnxValue(name, OnnxValue.NameOf(type), dimensions);
    }

    private static List<long?> ReadShape(ProtobufReader reader, long shapeEnd)
    {
        var dimensions = new List<long?>();
        while (reader.Next(shapeEnd, out int field, out long end))
        {
            if (field == ShapeDimension)
            {
                long? size = null;
                while (reader.Next(end, out int part, out long partEnd))
                {
                    size = part == DimensionValue && reader.Number > 0 ? reader.Number : size;
                    reader.SkipTo(partEnd);
                }

                dimensions.Add(size);
            }

            reader.SkipTo(end);
        }

        return dimensions;
    }
}
