using System.Globalization;
using System.Text;
using System.Xml;

namespace Edge.Contracts;

/// <summary>An audit entry as the XML message of DICOM PS3.15 A.5.1: event, active participant, audit source, and the study by its pseudonym.</summary>
public static class AuditMessage
{
    private const string Scheme = "DCM";
    private const string NetworkNode = "4";
    private const string PseudonymType = "10";

    /// <summary>Writes it on one line.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="source">Names the appliance: AuditSourceID.</param>
    public static string Write(AuditEntry entry, string source)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(source);
        AuditKind kind = AuditKind.All.FirstOrDefault(known => known.Event == entry.Event && known.Type == entry.Type) ?? AuditKind.ApplicationActivity;
        var text = new StringBuilder();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }))
        {
            xml.WriteStartElement("AuditMessage");
            xml.WriteStartElement("EventIdentification");
            xml.WriteAttributeString("EventActionCode", "E");
            xml.WriteAttributeString("EventDateTime", entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("EventOutcomeIndicator", Indicator(entry.Outcome));
            WriteCode(xml, "EventID", kind.EventCode, kind.Event);
            if (kind is { TypeCode: { } code, Type: { } name })
            {
                WriteCode(xml, "EventTypeCode", code, name);
            }

            xml.WriteElementString("EventOutcomeDescription", Sound(entry.What));
            xml.WriteEndElement();
            xml.WriteStartElement("ActiveParticipant");
            xml.WriteAttributeString("UserID", Sound(entry.Who));
            xml.WriteAttributeString("UserIsRequestor", "true");
            xml.WriteEndElement();
            xml.WriteStartElement("AuditSourceIdentification");
            xml.WriteAttributeString("AuditSourceID", Sound(source));
            xml.WriteElementString("AuditSourceTypeCode", NetworkNode);
            xml.WriteEndElement();
            if (entry.Study is { } study)
            {
                xml.WriteStartElement("ParticipantObjectIdentification");
                xml.WriteAttributeString("ParticipantObjectID", Sound(study));
                xml.WriteAttributeString("ParticipantObjectTypeCode", "2");
                xml.WriteAttributeString("ParticipantObjectTypeCodeRole", "3");
                xml.WriteStartElement("ParticipantObjectIDTypeCode");
                xml.WriteAttributeString("csd-code", PseudonymType);
                xml.WriteAttributeString("codeSystemName", "RFC-3881");
                xml.WriteAttributeString("originalText", "Search Criteria");
                xml.WriteEndElement();
                xml.WriteElementString("ParticipantObjectName", "HMAC-SHA256 of the Study Instance UID");
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    /// <summary>The text with a question mark for each character that XML cannot hold: an entry may quote what a peer said, and must be written all the same.</summary>
    private static string Sound(string text) => string.Create(text.Length, text, static (sound, from) =>
    {
        for (int index = 0; index < sound.Length; index++)
        {
            bool isPair = index + 1 < sound.Length && char.IsSurrogatePair(from[index], from[index + 1]);
            if (isPair)
            {
                sound[index] = from[index++];
            }

            sound[index] = isPair || XmlConvert.IsXmlChar(from[index]) ? from[index] : '?';
        }
    });

    private static string Indicator(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Success => "0",
        AuditOutcome.MinorFailure => "4",
        AuditOutcome.SeriousFailure => "8",
        _ => "12",
    };

    private static void WriteCode(XmlWriter xml, string element, string code, string name)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("csd-code", code);
        xml.WriteAttributeString("codeSystemName", Scheme);
        xml.WriteAttributeString("originalText", name);
        xml.WriteEndElement();
    }
}
