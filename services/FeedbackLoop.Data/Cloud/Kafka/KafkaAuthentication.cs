namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>How the brokers learn who the service is.</summary>
public enum KafkaAuthentication
{
    /// <summary>Not at all, or as the section <c>Aspire:Confluent:Kafka</c> says.</summary>
    None,

    /// <summary>By the service's identity in Microsoft Entra ID: the Kafka endpoint of Event Hubs. Topics are event hubs there, and made when the namespace is.</summary>
    Entra,
}
