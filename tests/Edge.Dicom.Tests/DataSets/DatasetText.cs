using System.Text;

namespace Edge.Dicom.Tests.DataSets;

/// <summary>A data set as one text that is equal only for equal data sets.</summary>
public static class DatasetText
{
    public static string Of(DicomDataset dataset)
    {
        var text = new StringBuilder();
        Append(dataset, text);
        return text.ToString();
    }

    private static void Append(DicomDataset dataset, StringBuilder text)
    {
        foreach (DicomElement element in dataset)
        {
            _ = text.Append(element.Tag).Append(' ').Append(element.VR).Append(' ');
            switch (element)
            {
                case DicomValue value:
                    _ = text.Append(Convert.ToHexString(value.Bytes.Span));
                    break;
                case DicomFragments fragments:
                    _ = text.AppendJoin('|', fragments.Fragments.Prepend(fragments.OffsetTable).Select(piece => Convert.ToHexString(piece.Span)));
                    break;
                case DicomSequence sequence:
                    foreach (DicomDataset item in sequence.Items)
                    {
                        _ = text.Append(item.StatesLength ? '{' : '[');
                        Append(item, text);
                        _ = text.Append('}');
                    }

                    break;
                default:
                    Assert.Fail($"{element.Tag} was skipped");
                    break;
            }

            _ = text.Append('\n');
        }
    }
}
