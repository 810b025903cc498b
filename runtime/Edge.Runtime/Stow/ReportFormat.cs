using System.Globalization;
using System.Text.Json;
using System.Xml;
using Edge.Dicom;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Edge.Runtime.Stow;

/// <summary>The answer as the DICOM JSON Model (PS3.18 annex F) or the Native DICOM Model (PS3.19 A.1).</summary>
internal static class ReportFormat
{
    /// <summary>Media type of the DICOM JSON Model.</summary>
    public const string Json = "application/dicom+json";

    /// <summary>Media type of the Native DICOM Model.</summary>
    public const string Xml = "application/dicom+xml";

    private const string XmlNamespace = "http://dicom.nema.org/PS3.19/models/NativeDICOM";
    private const int AcceptMax = 32;

    /// <summary>The media type to answer with, JSON where both will do; null when the client takes neither (406).</summary>
    /// <param name="accept">The Accept header, or the query parameter of that name, which wins (PS3.18 8.3.3.1).</param>
    public static string? Choose(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept))
        {
            return Json;
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? wanted))
        {
            return null;
        }

        string? chosen = null;
        double best = 0;
        foreach (MediaTypeHeaderValue range in wanted.Take(AcceptMax))
        {
            double quality = range.Quality ?? 1;
            string? offered = range.MatchesMediaType(Json) || range.MatchesMediaType("application/json") ? Json : range.MatchesMediaType(Xml) ? Xml : null;
            if (offered is not null && (quality > best || (quality == best && offered == Json && quality > 0)))
            {
                (chosen, best) = (offered, quality);
            }
        }

        return chosen;
    }

    /// <summary>The bytes of a data set of UIDs, numbers and sequences.</summary>
    public static byte[] Write(DicomDataset dataset, string mediaType)
    {
        using var bytes = new MemoryStream();
        if (mediaType == Xml)
        {
            using var xml = XmlWriter.Create(bytes);
            xml.WriteStartElement("NativeDicomModel", XmlNamespace);
            WriteXml(dataset, xml);
            xml.WriteEndElement();
        }
        else
        {
            using var json = new Utf8JsonWriter(bytes);
            WriteJson(dataset, json);
        }

        return bytes.ToArray();
    }

    private static void WriteJson(DicomDataset dataset, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (DicomElement element in dataset)
        {
            json.WriteStartObject(Digits(element.Tag));
            json.WriteString("vr"u8, element.VR.Letters());
            string[] values = Values(dataset, element);
            IReadOnlyList<DicomDataset> items = dataset.GetItems(element.Tag);
            if (values.Length + items.Count > 0)
            {
                json.WriteStartArray("Value"u8);
                foreach (string value in values)
                {
                    if (element.VR == DicomVR.US)
                    {
                        json.WriteRawValue(value);
                    }
                    else
                    {
                        json.WriteStringValue(value);
                    }
                }

                foreach (DicomDataset item in items)
                {
                    WriteJson(item, json);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteXml(DicomDataset dataset, XmlWriter xml)
    {
        foreach (DicomElement element in dataset)
        {
            xml.WriteStartElement("DicomAttribute", XmlNamespace);
            xml.WriteAttributeString("tag", Digits(element.Tag));
            xml.WriteAttributeString("vr", element.VR.Letters());
            xml.WriteAttributeString("keyword", DicomDictionary.Find(element.Tag)?.Keyword);
            int number = 0;
            foreach (string value in Values(dataset, element))
            {
                xml.WriteStartElement("Value", XmlNamespace);
                xml.WriteAttributeString("number", (++number).ToString(CultureInfo.InvariantCulture));
                xml.WriteString(value);
                xml.WriteEndElement();
            }

            foreach (DicomDataset item in dataset.GetItems(element.Tag))
            {
                xml.WriteStartElement("Item", XmlNamespace);
                xml.WriteAttributeString("number", (++number).ToString(CultureInfo.InvariantCulture));
                WriteXml(item, xml);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private static string[] Values(DicomDataset dataset, DicomElement element) => [.. dataset.GetStrings(element.Tag).Where(value => value.Length > 0)];

    private static string Digits(DicomTag tag) => tag.ToUInt32().ToString("X8", CultureInfo.InvariantCulture);
}
