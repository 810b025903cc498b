namespace Edge.Contracts;

/// <summary>What the inputs of a manifest must satisfy beyond their types.</summary>
internal static class InputRules
{
    private const int NumberCountMax = 4096;
    private static readonly string[] ElementTypes = ["float32", "float16", "uint8", "int64"];
    private static readonly string[] AgeUnits = ["years", "months", "weeks", "days"];

    /// <summary>Adds every problem.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(ModelManifest manifest, Func<string, bool> knowsAttribute, List<ConfigProblem> problems)
    {
        IReadOnlyList<ModelInput> inputs = manifest.Inputs;
        int images = inputs.OfType<ImageInput>().Count();
        if (images != 1)
        {
            problems.Add(new("inputs", $"There are {images} of kind image. Write exactly one; further tensors are of kind attributes."));
        }

        for (int index = 0; index < inputs.Count; index++)
        {
            string path = $"inputs[{index}]";
            if (!ElementTypes.Contains(inputs[index].ElementType))
            {
                problems.Add(new($"{path}.elementType", $"It is {inputs[index].ElementType}. Write {string.Join(", ", ElementTypes)}."));
            }

            if (inputs.Take(index).Any(before => before.Tensor == inputs[index].Tensor))
            {
                problems.Add(new($"{path}.tensor", $"{inputs[index].Tensor} is listed twice. Write each input once."));
            }

            switch (inputs[index])
            {
                case ImageInput image:
                    CheckImage(image, manifest.Unit, manifest.Preprocess.Any(static step => step is EachSliceStep), path, problems);
                    break;
                case AttributeInput attributes:
                    CheckAttributes(attributes, knowsAttribute, path, problems);
                    break;
            }
        }
    }

    private static void CheckImage(ImageInput image, UnitKind unit, bool eachSlice, string path, List<ConfigProblem> problems)
    {
        string layout = image.Layout;
        if (!GridLayout.IsSound(layout))
        {
            problems.Add(new($"{path}.layout", $"It is {layout}. Write each of the graph's axes once, H and W among them: NCHW, NHWC or CHW for images, NCDHW, NDHWC or NCWHD for volumes."));
            return;
        }

        if ((image.IsVolume || eachSlice) != (unit == UnitKind.Series))
        {
            problems.Add(new("unit", (image.IsVolume, eachSlice) switch
            {
                (true, _) => "A layout with D takes a volume. Write series.",
                (_, true) => "each-slice runs on the slices of a volume. Write series.",
                _ => "A layout without D takes an image. Write instance, or add each-slice to preprocess, which runs the network on each slice of a series.",
            }));
        }

        if (string.Concat(image.Dimensions.Select(dimension => dimension.Name)) != layout)
        {
            problems.Add(new($"{path}.dimensions", $"They are {string.Concat(image.Dimensions.Select(dimension => dimension.Name))}. Write one for each letter of {layout}, in its order."));
        }

        for (int axis = 0; axis < image.Dimensions.Count; axis++)
        {
            TensorDimension dimension = image.Dimensions[axis];
            if (dimension.Min < 1 || dimension.Max < dimension.Min || dimension.MultipleOf < 1)
            {
                problems.Add(new($"{path}.dimensions[{axis}]", "Write min from 1, max from min, and multipleOf from 1."));
            }
            else if (dimension.Name == "N" && !dimension.Allows(1))
            {
                problems.Add(new($"{path}.dimensions[{axis}]", "Images run one at a time. N must allow 1: export the graph with a batch of 1, or of any size."));
            }
        }
    }

    private static void CheckAttributes(AttributeInput input, Func<string, bool> knowsAttribute, string path, List<ConfigProblem> problems)
    {
        if (input.Shape.Any(size => size < 1) || input.Shape.Aggregate(1L, (product, size) => Math.Min(product * Math.Max(size, 1), NumberCountMax + 1)) > NumberCountMax)
        {
            problems.Add(new($"{path}.shape", $"Write sizes from 1 whose product is at most {NumberCountMax}."));
            return;
        }

        int count = input.Values.Sum(Count);
        int wanted = input.Shape.Aggregate(1, (product, size) => product * size);
        if (count != wanted)
        {
            problems.Add(new($"{path}.values", $"They give {count} numbers and the shape has {wanted}. Make them equal."));
        }

        for (int index = 0; index < input.Values.Count; index++)
        {
            CheckValue(input.Values[index], knowsAttribute, $"{path}.values[{index}]", problems);
        }
    }

    private static int Count(InputValue value) => value switch
    {
        ChoiceValue choice => choice.Choices.Values.FirstOrDefault()?.Count ?? choice.Otherwise?.Count ?? 0,
        ConstantValue constant => constant.Numbers.Count,
        _ => 1,
    };

    private static void CheckValue(InputValue value, Func<string, bool> knowsAttribute, string path, List<ConfigProblem> problems)
    {
        string? attribute = (value as NumberValue)?.Attribute ?? (value as ChoiceValue)?.Attribute;
        if (attribute is not null && !knowsAttribute(attribute))
        {
            problems.Add(new($"{path}.attribute", $"{attribute} is no keyword of PS3.6. Write one, such as PatientAge."));
        }

        switch (value)
        {
            case NumberValue { Divide: 0 }:
                problems.Add(new($"{path}.divide", "It is 0. Write 1 to divide by nothing."));
                break;
            case NumberValue { Attribute: "PatientAge", Unit: null }:
                problems.Add(new($"{path}.unit", $"An age has a unit. Write {string.Join(", ", AgeUnits)}."));
                break;
            case NumberValue { Attribute: not "PatientAge", Unit: not null }:
                problems.Add(new($"{path}.unit", "Only PatientAge can be had in another unit. Write null."));
                break;
            case NumberValue { Unit: { } unit } when !AgeUnits.Contains(unit):
                problems.Add(new($"{path}.unit", $"It is {unit}. Write {string.Join(", ", AgeUnits)}."));
                break;
            case ChoiceValue choice when choice.Choices.Count == 0 || choice.Choices.Values.Append(choice.Otherwise ?? choice.Choices.Values.First()).Any(numbers => numbers.Count != Count(choice)):
                problems.Add(new($"{path}.choices", "Write at least one, and as many numbers for each and for otherwise."));
                break;
            case SpacingValue { Axis: not ("D" or "H" or "W") } or SizeValue { Axis: not ("D" or "H" or "W") }:
                problems.Add(new($"{path}.axis", "Write D, H or W."));
                break;
            case SpacingValue { Grid: not ("source" or "input") } or SizeValue { Grid: not ("source" or "input") }:
                problems.Add(new($"{path}.grid", "Write source or input."));
                break;
        }
    }
}
